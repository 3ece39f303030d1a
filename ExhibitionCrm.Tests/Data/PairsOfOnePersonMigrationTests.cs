using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Those who were merged at another exhibition before are pairs from then on, and on the way back only if their details say so.</summary>
public sealed class PairsOfOnePersonMigrationTests
{
    private const string Before = "20261129100000_MergeDetails";
    private const string Now = "20261129101000_PairsOfOnePerson";
    private const string Pairs = "select exhibition_id || ' ' || pair || ' ' || rank / 100000000000 from duplicate_pairs order by 1";

    private const string Shape = """
        select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prolang = (select oid from pg_language where lanname = 'plpgsql')
        union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        order by 1
        """;

    private static string Exhibition(string slug) =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('{slug}', '', 'UTC', 'EUR', 500, now(), 0);";

    private static string Customer(int exhibition, string id, string name, string email) => $"""
        insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values ({exhibition}, '{id}', '{name}', '{email}', '1', '{name}', '{name}', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
        """;

    [Fact]
    public async Task UpAndDown_FindThoseMergedBefore_AndLeaveNothingBehind()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(
            Exhibition("one") + Exhibition("two") + Exhibition("old")
            + Customer(1, "AAAAAAA1", "ann", "a@b.example") + Customer(2, "AAAAAAA1", "ann", "a@b.example") + Customer(2, "AAAAAAA2", "zoe", "z@y.example")
            + Customer(2, "AAAAAAA3", "eve", "a@b.example") + Customer(2, "AAAAAAA4", "ida", "i@j.example") + Customer(3, "AAAAAAA3", "eve", "e@e.example") + Customer(3, "AAAAAAA1", "ann", "a@b.example")
            + "update given_ids set survivor_id = 'AAAAAAA1' where id in ('AAAAAAA2', 'AAAAAAA3'); update exhibitions set state = 'archived' where id = 3;");
        var (pairs, shape) = (await database.ListAsync(Pairs), await database.ListAsync(Shape));
        Assert.Equal(["2 AAAAAAA1AAAAAAA3 4"], pairs);

        await migrator.MigrateAsync(Now);
        Assert.Equal(["2 AAAAAAA1AAAAAAA2 8", "2 AAAAAAA1AAAAAAA3 12", "2 AAAAAAA2AAAAAAA3 8", "3 AAAAAAA1AAAAAAA3 8"], await database.ListAsync(Pairs));
        await migrator.MigrateAsync(Before);
        Assert.Equal(pairs, await database.ListAsync(Pairs));
        Assert.Equal(shape, await database.ListAsync(Shape));
        await migrator.MigrateAsync(Now);
        await database.ExecuteAsync("update given_ids set survivor_id = null where id = 'AAAAAAA2'");
        Assert.Equal(["2 AAAAAAA1AAAAAAA3 12", "3 AAAAAAA1AAAAAAA3 8"], await database.ListAsync(Pairs));
    }
}
