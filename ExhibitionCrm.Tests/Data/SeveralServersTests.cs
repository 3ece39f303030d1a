using System.Net;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

public sealed class SeveralServersTests
{
    [Fact]
    public async Task Site_WhoseFirstServerIsAway_LivesOnTheOther()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        var there = new NpgsqlConnectionStringBuilder(database.ConnectionString);

        // Nobody listens on port 1.
        var url = $"postgres://{there.Username}:{there.Password}@127.0.0.1:1,127.0.0.1:{there.Port}/{there.Database}?sslmode=disable&application_name=of-two-servers&options=-c%20lock_timeout%3D9000";
        var (code, output) = await CrmProcess.RunAsync(new Dictionary<string, string?>(TestOptions.Complete) { ["DATABASE_URL"] = url }, "migrate");
        Assert.True(code == 0, output);

        await using var site = await CrmSite.StartAsync(("ConnectionStrings:exhibitiondb", null), ("DATABASE_URL", url));
        using var stranger = site.Anonymous();
        var refused = await stranger.SignInByFormAsync("nobody", "a wrong password");
        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.NotEmpty(await database.ListAsync("select application_name from pg_stat_activity where application_name = 'of-two-servers'"));
    }
}
