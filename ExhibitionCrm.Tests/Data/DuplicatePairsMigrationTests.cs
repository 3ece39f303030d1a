using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>The pairs of customers of before are found, of each exhibition its own; on the way back nothing is left of them.</summary>
public sealed class DuplicatePairsMigrationTests
{
    private const string Before = "20261127170000_RolesOfExhibitions";
    private const string Now = "20261128183000_DuplicatePairs";
    private const string Rows = "select c::text from customers c order by exhibition_id, id";
    private const string Pairs = "select exhibition_id || ' ' || pair || ' ' || rank / 100000000000 from duplicate_pairs order by 1";

    private const string Shape = """
        select relname::text from pg_class where relnamespace = 'public'::regnamespace
        union all select proname::text from pg_proc where pronamespace = 'public'::regnamespace
        union all select tgname::text from pg_trigger where not tgisinternal
        order by 1
        """;

    private static string Exhibition(string slug) =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('{slug}', '', 'UTC', 'EUR', 500, now(), 0);";

    private static string Customer(int exhibition, string id, string email, string phone = "1", string name = "ann") => $"""
        insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values ({exhibition}, '{id}', '{name}', '{email}', '{phone}', '{name}', '{name}', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
        """;

    [Fact]
    public async Task UpAndDown_FindThePairsOfBefore_AndLeaveNothingBehind()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(
            Exhibition("expo") + Exhibition("old")
            + Customer(1, "AAAAAAA1", "A@b.example") + Customer(1, "AAAAAAA2", "a@B.example", "2", "bea") + Customer(1, "AAAAAAA3", "c@d.example", "+49 30 1234567", "cid")
            + Customer(1, "AAAAAAA4", "e@f.example", "030 1234567", "dan") + Customer(2, "AAAAAAA5", "a@b.example") + Customer(2, "AAAAAAA6", "z@b.example")
            + "update exhibitions set state = 'archived' where id = 2;");
        await database.ExecuteAsync("""
            insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            select 1, 'B' || lpad(i::text, 7, '0'), 'x' || i, 'm' || i / 2 || '@m' || i / 2 || '.example', '1' || i, 'x' || i, 'x' || i, 'Sent', now(), now(), 'x', gen_random_uuid(), 0
            from generate_series(2, 1401) i
            """);
        var (rows, shape) = (await database.ListAsync(Rows), await database.ListAsync(Shape));

        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));
        var pairs = await database.ListAsync(Pairs);
        Assert.Equal(["1 AAAAAAA1AAAAAAA2 4", "1 AAAAAAA3AAAAAAA4 2", "2 AAAAAAA5AAAAAAA6 1"], pairs.Where(pair => pair.Contains(" A", StringComparison.Ordinal)));
        Assert.Equal(703, pairs.Count);

        // As the version before adds and deletes them.
        await database.ExecuteAsync(Customer(1, "AAAAAAA7", "c@d.example", "3", "eve") + "delete from customers where id = 'AAAAAAA4'");
        Assert.Equal(["1 AAAAAAA1AAAAAAA2 4", "1 AAAAAAA3AAAAAAA7 4", "2 AAAAAAA5AAAAAAA6 1"], (await database.ListAsync(Pairs)).Where(pair => pair.Contains(" A", StringComparison.Ordinal)));
        rows = await database.ListAsync(Rows);

        await migrator.MigrateAsync(Before);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal(shape, await database.ListAsync(Shape));
        await migrator.MigrateAsync(Now);
        Assert.Equal(703, (await database.ListAsync(Pairs)).Count);
    }

    [Fact]
    public async Task Decisions_GoWithTheirExhibition()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        await db.GetService<IMigrator>().MigrateAsync(Now);
        await database.ExecuteAsync(Exhibition("expo") + Exhibition("fair") + Customer(2, "AAAAAAA1", "a@b.example") + Customer(2, "AAAAAAA2", "a@b.example")
            + "insert into distinct_customers (exhibition_id, first_id, second_id, decided_at, decided_by) values (2, 'AAAAAAA1', 'AAAAAAA2', now(), 'x');");
        await database.ExecuteAsync("delete from customers where exhibition_id = 2; delete from exhibitions where id = 2");
        Assert.Equal(["0 0"], await database.ListAsync("select (select count(*) from duplicate_pairs) || ' ' || (select count(*) from distinct_customers)"));
    }
}
