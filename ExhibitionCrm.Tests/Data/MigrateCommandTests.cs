using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

public sealed class MigrateCommandTests
{
    [Fact]
    public async Task Model_AgainstTheMigrations_HasNothingPending()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await using var db = database.Open();
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Migrate_ByTwoProcessesAtOnce_BothSucceed(bool databaseIsMissing)
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        connection.Database += databaseIsMissing ? "_missing" : "";
        var settings = new Dictionary<string, string?>(TestOptions.Complete) { ["ConnectionStrings:exhibitiondb"] = connection.ConnectionString };

        var runs = await Task.WhenAll(CrmProcess.RunAsync(settings, "migrate"), CrmProcess.RunAsync(settings, "migrate"));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Output));
        await using var migrated = new TestDatabase(connection.ConnectionString, () => Task.CompletedTask);
        await using var db = migrated.Open();
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Migrate_AgainAndAgain_MakesTheFirstAdministratorOnce()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var settings = new Dictionary<string, string?>(TestOptions.Complete)
        {
            ["ConnectionStrings:exhibitiondb"] = database.ConnectionString,
            ["SUPERUSER_USERNAME"] = "root",
            ["SUPERUSER_EMAIL"] = "root@example.org",
            ["SUPERUSER_PASSWORD"] = TestData.Password,
        };
        var (firstCode, first) = await CrmProcess.RunAsync(settings, "migrate");
        var (secondCode, second) = await CrmProcess.RunAsync(settings, "migrate");
        Assert.Equal((0, 0), (firstCode, secondCode));
        Assert.Contains("administrator created: root", first, StringComparison.Ordinal);
        Assert.DoesNotContain("created", second, StringComparison.Ordinal);
        Assert.DoesNotContain(TestData.Password, first + second, StringComparison.Ordinal);
        await using var db = database.Open();
        Assert.Equal(1, await db.Users.CountAsync());
    }
}
