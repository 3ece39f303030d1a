using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>What is there stays as it is on the way up and down, also what was merged in between; the version before goes on meanwhile.</summary>
public sealed class MergedCustomersMigrationTests
{
    private const string Before = "20261127170000_RolesOfExhibitions";
    private const string Now = "20261128180000_MergedCustomers";

    private const string Rows = """
        select (t - 'survivor_id')::text from (
          select to_jsonb(c) from customers c union all select to_jsonb(b) from bills b union all select to_jsonb(o) from outbox_messages o
          union all select to_jsonb(a) from audit_entries a union all select to_jsonb(g) from given_ids g) rows (t) order by 1
        """;

    private const string Shape = """
        select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prolang = (select oid from pg_language where lanname = 'plpgsql')
        union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
        union all select indexdef::text from pg_indexes where schemaname = 'public'
        order by 1
        """;

    private const string Details =
        """jsonb_build_object('name', 'Ann', 'email', 'a@b.example', 'phone', '1', 'company', '', 'job_title', '', 'note', '', 'search_text', 'ann', 'name_key', 'ann', 'company_key', 'x')""";

    private static string Customer(string id) => $$"""
        insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values (1, '{{id}}', 'Ann', 'a@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
        insert into bills (exhibition_id, id, customer_id, amount, description, search_text, created_at, created_by) values (1, gen_random_uuid(), '{{id}}', 1, '', '', now(), 'x');
        insert into outbox_messages (exhibition_id, id, kind, customer_id, state, created_at, due_at, attempts) values (1, gen_random_uuid(), 'Welcome', '{{id}}', 'Sent', now(), now(), 1);
        insert into audit_entries (exhibition_id, at, actor, kind, subject, subject_id, data) values (1, now(), 'x', 'customer.registered', 'Customer', '{{id}}', '{}');
        """;

    [Fact]
    public async Task UpAndDown_KeepEveryRowAndLeaveNothingBehind()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync($"""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('exhibition', '', 'UTC', 'EUR', 500, now(), 0);
            {Customer("AAAAAAA1")}
            {Customer("AAAAAAA2")}
            """);
        var (rows, shape) = (await database.ListAsync(Rows), await database.ListAsync(Shape));

        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));

        // As the version before adds them.
        await database.ExecuteAsync(Customer("AAAAAAA3"));
        await migrator.MigrateAsync(Before);
        Assert.Equal(shape, await database.ListAsync(Shape));
        await migrator.MigrateAsync(Now);

        Assert.Equal(["merged"], await database.ListAsync($"select merge_customers(1, 'AAAAAAA1', 'AAAAAAA2', 0, 0, {Details}, 'x', now(), gen_random_uuid())"));
        var merged = await database.ListAsync(Rows);
        await migrator.MigrateAsync(Before);
        Assert.Equal(merged, await database.ListAsync(Rows));
        Assert.Equal(["AAAAAAA1 2 2.00", "AAAAAAA3 1 1.00"], await database.ListAsync("select id || ' ' || bill_count || ' ' || bill_total from customers order by 1"));

        // Nobody gets the ID that was merged.
        Assert.Equal(["AAAAAAA2"], await database.ListAsync("select id::text from given_ids where id = 'AAAAAAA2'"));
        await migrator.MigrateAsync(Now);
        Assert.Equal(merged, await database.ListAsync(Rows));
    }

    [Fact]
    public async Task Functions_AreNobodysButTheSitesOwn()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        Assert.Equal(
            ["merge_customers crm_web", "unmerge_customers crm_web"],
            await database.ListAsync("""
                select proname || ' ' || a.grantee::regrole from pg_proc p, aclexplode(p.proacl) a
                where proname in ('merge_customers', 'unmerge_customers') and a.grantee <> p.proowner order by 1
                """));
    }
}
