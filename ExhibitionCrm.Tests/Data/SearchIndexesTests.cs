using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Each exhibition is searched by indexes of its own.</summary>
public sealed class SearchIndexesTests
{
    private const string Before = "20261128200000_OptionalContact";
    private const string Now = "20261129110000_SearchOfExhibitions";
    private const string Names = "select indexname::text from pg_indexes where indexname ~ '^ix_(customers|bills)_search' order by 1";

    private const string Shape = """
        select relname::text from pg_class where relnamespace = 'public'::regnamespace and relname !~ '_before$'
        union all select proname::text from pg_proc where pronamespace = 'public'::regnamespace
        order by 1
        """;

    private static string Exhibition(string slug) =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('{slug}', '', 'UTC', 'EUR', 500, now(), 0);";

    [Fact]
    public async Task UpAndDown_ReplaceTheCommonOnes_AndBringThemBack()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(Exhibition("expo") + Exhibition("fair"));
        var shape = await database.ListAsync(Shape);

        await migrator.MigrateAsync(Now);
        await MigrateCommand.ReplaceIndexesAsync(database.ConnectionString, keepOld: true);
        string[] own = ["ix_bills_search_1", "ix_bills_search_2", "ix_customers_search_1", "ix_customers_search_2"];
        Assert.Equal([.. own, "ix_bills_search_before", "ix_customers_search_before"], (await database.ListAsync(Names)).OrderBy(name => name.EndsWith("before", StringComparison.Ordinal)));
        await migrator.MigrateAsync(Before);
        Assert.Equal(shape, await database.ListAsync(Shape));

        await migrator.MigrateAsync(Now);
        await MigrateCommand.ReplaceIndexesAsync(database.ConnectionString);
        Assert.Equal(own, await database.ListAsync(Names));
        await migrator.MigrateAsync(Before);
        Assert.Equal(shape, await database.ListAsync(Shape));
    }

    [Fact]
    public async Task Migrate_MakesWhatIsMissingOrWasBrokenOff_AndDropsThoseOfDeletedExhibitions()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        await database.ExecuteAsync(Exhibition("expo") + Exhibition("fair") + Exhibition("gone"));
        await database.ExecuteAsync("select make_search_indexes('customers')");
        await database.ExecuteAsync("""
            delete from exhibitions where slug = 'gone';
            update pg_index set indisvalid = false where indexrelid = 'ix_customers_search_1'::regclass;
            """);

        await MigrateCommand.ReplaceIndexesAsync(database.ConnectionString);

        Assert.Equal(["ix_bills_search_1", "ix_bills_search_2", "ix_customers_search_1", "ix_customers_search_2"], await database.ListAsync(Names));
        Assert.Equal(["0"], await database.ListAsync("select count(*)::text from pg_index where not indisvalid"));
    }

    [Fact]
    public async Task WhoeverMakesAnExhibition_MakesItsIndexes_AndNoOthers()
    {
        await using var site = await CrmSite.StartAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync("/exhibitions/new");
        await administrator.SubmitAsync(page, ("Input.Name", "Spring Fair"), ("Input.Slug", "spring-fair"), ("Input.Currency", "EUR"));
        Assert.Equal(["1", "2"], await site.Database.ListAsync("select id::text from exhibitions order by 1"));
        Assert.Equal(["ix_bills_search_1", "ix_bills_search_2", "ix_customers_search_1", "ix_customers_search_2"], await site.Database.ListAsync(Names));

        await using var web = new NpgsqlConnection(site.Database.WebConnectionString);
        await web.OpenAsync();
        await using var other = new NpgsqlCommand("select make_search_indexes('users')", web);
        Assert.Equal("22023", (await Assert.ThrowsAsync<PostgresException>(() => other.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task AnExhibitionThatIsMadeWhileSomebodyWritesForLong_IsThereAllTheSame()
    {
        await using var site = await CrmSite.StartAsync();
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync("/exhibitions/new");
        await using (var writer = new NpgsqlConnection(site.Database.ConnectionString))
        {
            await writer.OpenAsync();
            await using var writing = await writer.BeginTransactionAsync();
            await using var write = new NpgsqlCommand("update customers set name = name", writer, writing);
            await write.ExecuteNonQueryAsync();
            await administrator.SubmitAsync(page, ("Input.Name", "Spring Fair"), ("Input.Slug", "spring-fair"), ("Input.Currency", "EUR"));
            Assert.Equal(["ix_bills_search_1", "ix_bills_search_2", "ix_customers_search_1"], await site.Database.ListAsync(Names));
        }

        await MigrateCommand.ReplaceIndexesAsync(site.Database.ConnectionString);
        Assert.Equal(["ix_bills_search_1", "ix_bills_search_2", "ix_customers_search_1", "ix_customers_search_2"], await site.Database.ListAsync(Names));
    }
}
