using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>While an update goes on, web processes of the version before have all indexes that they had; afterwards nothing is left of these.</summary>
public sealed class OldIndexesTests
{
    private const string BeforeRowsOfExhibitions = "20261127130000_AmountsInTheirCurrency";

    // Without names, and without saying that nothing is there twice.
    private const string Definitions = """
        select replace(regexp_replace(indexdef, 'INDEX \S+ ON', 'INDEX ON'), 'UNIQUE ', '') from pg_indexes where schemaname = 'public' order by 1
        """;

    private const string Left = "select indexname::text from pg_indexes where schemaname = 'public' and indexname like '%before%'";

    [Fact]
    public async Task Migrate_BesideProcessesOfTheVersionBefore_KeepsEveryIndexOfIt_AndTheNextOneDropsThem()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using (var db = database.Open())
        {
            await db.GetService<IMigrator>().MigrateAsync(BeforeRowsOfExhibitions);
        }

        var before = await database.ListAsync(Definitions);
        var settings = Settings(database);
        var (code, output) = await CrmProcess.RunAsync(settings, "migrate", "--keep-old-indexes");
        Assert.True(code == 0, output);
        Assert.Empty(before.Except(await database.ListAsync(Definitions)));

        Assert.Equal(0, (await CrmProcess.RunAsync(settings, "migrate")).ExitCode);
        Assert.Empty(await database.ListAsync(Left));
        await using var made = await TestPostgres.CreateDatabaseAsync();
        await made.ExecuteAsync("insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('exhibition', '', 'UTC', 'EUR', 500, now(), 0)");
        await MigrateCommand.ReplaceIndexesAsync(made.ConnectionString);
        Assert.Equal(await made.ListAsync(Definitions), await database.ListAsync(Definitions));
    }

    [Fact]
    public async Task Drop_WhileABackupReadsTheTable_LeavesThemToTheNextTime()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await database.ExecuteAsync("create index ix_bills_some_before on bills (amount); create index ix_bills_beforehand on bills (amount)");
        await using (var backup = new NpgsqlConnection(database.ConnectionString))
        {
            await backup.OpenAsync();
            await using var reading = await backup.BeginTransactionAsync();
            await using var dump = new NpgsqlCommand("select count(*) from bills", backup, reading);
            await dump.ExecuteScalarAsync();
            await MigrateCommand.ReplaceIndexesAsync(database.ConnectionString);
            Assert.Equal(["ix_bills_beforehand", "ix_bills_some_before"], (await database.ListAsync(Left)).Order());
        }

        await MigrateCommand.ReplaceIndexesAsync(database.ConnectionString);
        Assert.Equal(["ix_bills_beforehand"], await database.ListAsync(Left));
    }

    private static Dictionary<string, string?> Settings(TestDatabase database) => new(TestOptions.Complete)
    {
        ["ConnectionStrings:exhibitiondb"] = database.ConnectionString,
        ["DB_WEB_USER"] = null,
        ["DB_WEB_PASSWORD"] = null,
    };
}
