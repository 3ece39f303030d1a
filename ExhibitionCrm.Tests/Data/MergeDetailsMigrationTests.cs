using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Merges of before can be told by the form of the one who was merged, and lose their details; the way down keeps what is left.</summary>
public sealed class MergeDetailsMigrationTests
{
    private const string Before = "20261128200000_OptionalContact";
    private const string Now = "20261129100000_MergeDetails";
    private const string Key = "11111111-1111-1111-1111-111111111111";

    private const string Rows = """
        select (t - 'merged_key' - 'erased_at')::text from (
          select to_jsonb(c) from customers c union all select to_jsonb(m) from customer_merges m union all select to_jsonb(g) from given_ids g) rows (t) order by 1
        """;

    private const string Shape = """
        select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prolang = (select oid from pg_language where lanname = 'plpgsql')
        union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        union all select indexdef::text from pg_indexes where schemaname = 'public'
        union all select table_name || ' ' || column_name from information_schema.columns where table_schema = 'public'
        order by 1
        """;

    private const string Details =
        """jsonb_build_object('name', 'Ann', 'email', 'a@b.example', 'phone', '1', 'company', '', 'job_title', '', 'note', '', 'search_text', 'ann', 'name_key', 'ann', 'company_key', 'x')""";

    private static string Customer(string id, string key = "gen_random_uuid()") => $"""
        insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values (1, '{id}', 'Ann', '{id}@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', {key}, 0);
        """;

    private static string Merge(string into, string from, string at = "now()") =>
        $"select merge_customers(1, '{into}', '{from}', (select version from customers where id = '{into}'), 0, {Details}, 'x', {at}, gen_random_uuid())";

    [Fact]
    public async Task UpAndDown_KeepEveryRowAndLeaveNothingBehind()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync($"""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('exhibition', '', 'UTC', 'EUR', 500, now(), 0);
            {Customer("AAAAAAA1")} {Customer("AAAAAAA2", $"'{Key}'")} {Customer("AAAAAAA3")} {Customer("AAAAAAA4")}
            """);
        Assert.Equal(["merged"], await database.ListAsync(Merge("AAAAAAA1", "AAAAAAA2", "now() - interval '40 days'")));
        var (rows, shape) = (await database.ListAsync(Rows), await database.ListAsync(Shape));

        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal([Key], await database.ListAsync("select merged_key::text from customer_merges"));
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsync(Customer("AAAAAAA5", $"'{Key}'")));
        Assert.Equal(("23505", "ux_customers_submission_key"), (refused.SqlState, refused.ConstraintName));

        // As the version before merges, between the two.
        Assert.Equal(["merged"], await database.ListAsync(Merge("AAAAAAA1", "AAAAAAA3", "now() - interval '29 days'")));
        Assert.Equal(["1 0"], await database.ListAsync("select erase_merge_details(now() - interval '30 days', 1) || ' ' || erase_merge_details(now() - interval '30 days', 1)"));
        Assert.Equal(
            [$"AAAAAAA2 true {Key} {{\"submission_key\": \"{Key}\"}}{{}}{{}}", "AAAAAAA3 false  Ann"],
            await database.ListAsync("""
                select merged_id || ' ' || (erased_at is not null)::text || ' ' || case when erased_at is null then ' ' || (merged_row->>'name')
                  else merged_key || ' ' || merged_row || survivor_before || survivor_after end
                from customer_merges order by 1
                """));
        rows = await database.ListAsync(Rows);

        await migrator.MigrateAsync(Before);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal(shape, await database.ListAsync(Shape));
        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal(["merged"], await database.ListAsync(Merge("AAAAAAA1", "AAAAAAA4")));
    }

    [Fact]
    public async Task Erasing_IsNobodysButTheSitesOwn_AndNeverOfWhatCanBeUndone()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        Assert.Equal(
            ["erase_merge_details crm_web"],
            await database.ListAsync("""
                select proname || ' ' || a.grantee::regrole from pg_proc p, aclexplode(p.proacl) a
                where proname = 'erase_merge_details' and a.grantee <> p.proowner order by 1
                """));
        await database.ExecuteAsync($"""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('exhibition', '', 'UTC', 'EUR', 500, now(), 0);
            insert into given_ids (id) values ('AAAAAAA1'), ('AAAAAAA2');
            {Customer("AAAAAAA1")} {Customer("AAAAAAA2")}
            """);
        Assert.Equal(["merged"], await database.ListAsync(Merge("AAAAAAA1", "AAAAAAA2", "now() - interval '29 days'")));
        Assert.Equal(["0"], await database.ListAsync("select erase_merge_details(now() + interval '1 day', 10)::text"));
    }
}
