using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Short names of before are kept from then on, whoever changes them.</summary>
public sealed class FormerSlugsMigrationTests
{
    private const string Before = "20261127170000_RolesOfExhibitions";
    private const string Now = "20261128170000_FormerSlugs";
    private const string Kept = "select exhibition_id || ' ' || slug from exhibition_slugs order by 1";

    private const string Shape = """
        select relname::text from pg_class where relnamespace = 'public'::regnamespace
        union all select proname::text from pg_proc where pronamespace = 'public'::regnamespace
        union all select tgname::text from pg_trigger where not tgisinternal
        order by 1
        """;

    private static string Exhibition(string slug) =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('{slug}', '', 'UTC', 'EUR', 500, now(), 0);";

    [Fact]
    public async Task UpAndDown_KeepTheNames_AndLeaveNothingBehind()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(Exhibition("expo") + Exhibition("fair"));
        var (rows, shape) = (await database.ListAsync("select e::text from exhibitions e order by 1"), await database.ListAsync(Shape));

        await migrator.MigrateAsync(Now);
        Assert.Equal(["1 expo", "2 fair"], await database.ListAsync(Kept));
        await database.ExecuteAsync(Exhibition("third") + "update exhibitions set slug = 'trade' where id = 2; update exhibitions set venue = 'Hall' where id = 2");
        Assert.Equal(["1 expo", "2 fair", "2 trade", "3 third"], await database.ListAsync(Kept));
        var refusal = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsync(Exhibition("fair")));
        Assert.Equal(("23505", "ux_exhibitions_slug"), (refusal.SqlState, refusal.ConstraintName));

        await database.ExecuteAsync("delete from exhibitions where id = 3; update exhibitions set slug = 'fair', venue = '' where id = 2");
        await migrator.MigrateAsync(Before);
        Assert.Equal(rows, await database.ListAsync("select e::text from exhibitions e order by 1"));
        Assert.Equal(shape, await database.ListAsync(Shape));
        await migrator.MigrateAsync(Now);
        Assert.Equal(["1 expo", "2 fair"], await database.ListAsync(Kept));
    }
}
