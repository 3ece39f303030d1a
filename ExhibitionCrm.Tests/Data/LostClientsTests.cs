using Npgsql;

namespace ExhibitionCrm.Tests.Data;

public sealed class LostClientsTests
{
    /// <summary>A machine that loses its power is what the tests of several machines have; this is what they rely on.</summary>
    [Fact]
    public async Task Session_OfTheSite_EndsSecondsAfterItsMachineIsGone()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        var options = TestOptions.Read(("ConnectionStrings:exhibitiondb", database.ConnectionString)).Database;
        await using var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            with s as (select name, setting::int as value from pg_settings where name like 'tcp\_%')
            select (select value from s where name = 'tcp_keepalives_idle')
                + (select value from s where name = 'tcp_keepalives_interval') * (select value from s where name = 'tcp_keepalives_count'),
                (select value from s where name = 'tcp_user_timeout') / 1000
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.InRange(reader.GetInt32(0), 1, 15);
        Assert.InRange(reader.GetInt32(1), 1, 15);
    }
}
