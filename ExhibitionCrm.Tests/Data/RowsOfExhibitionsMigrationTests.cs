using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Rows of the version before belong to the first exhibition, those about accounts to the installation; on the way back all is as it was.</summary>
public sealed class RowsOfExhibitionsMigrationTests : IAsyncLifetime
{
    private const string Before = "20261127130000_AmountsInTheirCurrency";
    private const string Now = "20261127140000_RowsOfExhibitions";

    private const string Rows = """
        select (t - 'exhibition_id')::text from (
          select to_jsonb(c) from customers c union all select to_jsonb(b) from bills b union all select to_jsonb(o) from outbox_messages o
          union all select to_jsonb(m) from mail_batches m union all select to_jsonb(a) from audit_entries a) rows (t) order by 1
        """;

    private const string Shape = """
        select indexdef::text from pg_indexes where schemaname = 'public'
        union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
        union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prolang = (select oid from pg_language where lanname = 'plpgsql')
        union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        order by 1
        """;

    // As web processes of the version before add them.
    private static string Customer(string id) => $$"""
        insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values ('{{id}}', 'Ann', '{{id}}@b.example', '+49 30 1', e'{{id}}\nann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
        insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
        values (gen_random_uuid(), '{{id}}', 1, 'Map', 'map', now(), 'x'), (gen_random_uuid(), '{{id}}', 2, '', '', now(), 'x');
        insert into mail_batches (id, created_at, created_by, chosen) values (gen_random_uuid(), now(), 'x', 1);
        insert into outbox_messages (id, kind, customer_id, state, created_at, due_at, attempts) values (gen_random_uuid(), 'Welcome', '{{id}}', 'Sent', now(), now(), 1);
        insert into audit_entries (at, actor, kind, subject, subject_id, data) values (now(), 'x', 'CustomerRegistered', 'Customer', '{{id}}', '{}');
        """;

    private TestDatabase _database = null!;
    private CrmDbContext _db = null!;

    private IMigrator Migrator => _db.GetService<IMigrator>();

    public async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateEmptyDatabaseAsync();
        _db = _database.Open();
        await Migrator.MigrateAsync(Before);
        await _database.ExecuteAsync("""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('exhibition', '', 'Europe/Berlin', 'EUR', 500, now(), 0);
            insert into users (id, user_name, email, security_stamp, created_at, access_failed_count, email_confirmed, lockout_enabled, phone_number_confirmed, two_factor_enabled)
            values (gen_random_uuid(), 'anna', 'a@b.example', 'stamp', now(), 0, false, true, false, false);
            insert into outbox_messages (id, kind, user_id, state, created_at, due_at, attempts) select gen_random_uuid(), 'AccountLocked', id, 'Sent', now(), now(), 1 from users;
            insert into audit_entries (at, actor, kind, subject, subject_id, data) values (now(), 'x', 'AccountCreated', 'User', 'anna', '{}');
            """);
        await _database.ExecuteAsync(Customer("AAAAAAA1"));
    }

    public async Task DisposeAsync()
    {
        await _db.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task UpAndDown_KeepEveryRowAndLeaveNothingBehind()
    {
        var (rows, shape) = (await _database.ListAsync(Rows), await _database.ListAsync(Shape));
        await Migrator.MigrateAsync(Now);
        Assert.Equal(rows, await _database.ListAsync(Rows));
        Assert.Equal(
            ["customers 1 1", "bills 1 2", "batches 1 1", "mails 1 2", "entries 0 1", "entries 1 1"],
            await _database.ListAsync("""
                select 'customers ' || exhibition_id || ' ' || count(*) from customers group by exhibition_id
                union all select 'bills ' || exhibition_id || ' ' || count(*) from bills group by exhibition_id
                union all select 'batches ' || exhibition_id || ' ' || count(*) from mail_batches group by exhibition_id
                union all (select 'mails ' || exhibition_id || ' ' || count(*) from outbox_messages group by exhibition_id order by 1)
                union all (select 'entries ' || exhibition_id || ' ' || count(*) from audit_entries group by exhibition_id order by 1)
                """));

        await Migrator.MigrateAsync(Before);
        Assert.Equal(rows, await _database.ListAsync(Rows));
        Assert.Equal(shape, await _database.ListAsync(Shape));
        await Migrator.MigrateAsync(Now);
        Assert.Equal(rows, await _database.ListAsync(Rows));

        // Also where the indexes of the version before have been dropped since.
        await MigrateCommand.ReplaceIndexesAsync(_database.ConnectionString);
        await Migrator.MigrateAsync(Before);
        Assert.Equal(shape, await _database.ListAsync(Shape));
    }

    [Fact]
    public async Task Model_IsWhatTheMigrationMakes()
    {
        await Migrator.MigrateAsync(Now);
        var made = await _database.ListAsync("select indexname || ' ' || regexp_replace(indexdef, '.* USING ', '') from pg_indexes where schemaname = 'public'");
        // The exhibitions themselves and the IDs have got other indexes since, newer tables theirs, mails one of those being sent, bills one of numbers for each exhibition, and three more are of exhibitions.
        string[] newer = ["exhibitions", "exhibition_slugs", "given_ids", "customer_merges", "duplicate_pairs", "distinct_customers", "sign_in_counts"];
        foreach (var index in _db.Model.GetRelationalModel().Tables.Where(table => !newer.Contains(table.Name)).SelectMany(table => table.Indexes)
            .Where(index => index.Name is not ("ix_bills_number" or "ix_outbox_messages_user" or "ix_outbox_messages_sending" or "ix_mail_batches_created_at" or "ix_customers_id")))
        {
            var columns = index.Columns.Select(column => column.Name);
            Assert.Contains(made, line => line.StartsWith($"{index.Name} ", StringComparison.Ordinal) && columns.All(column => line.Contains(column, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task AfterIt_TheVersionBeforeGoesOn()
    {
        await Migrator.MigrateAsync(Now);
        await _database.ExecuteAsync(Customer("AAAAAAA2"));
        await _database.ExecuteAsync("update customers set search_text = e'AAAAAAA2\nbea' where id = 'AAAAAAA2'");
        Assert.Equal(
            ["AAAAAAA1 1 2 3.00 AAAAAAA1 ann map", "AAAAAAA2 1 2 3.00 AAAAAAA2 bea map"],
            await _database.ListAsync("""
                select concat_ws(' ', c.id, c.exhibition_id, bill_count, bill_total, replace(b.search_text, e'\n', ' '))
                from customers c join bills b on b.customer_id = c.id where amount = 1 order by c.id
                """));
    }

    [Fact]
    public async Task Down_WithRowsOfAnotherExhibition_IsRefused()
    {
        await Migrator.MigrateAsync(Now);
        await _database.ExecuteAsync("""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('other', '', 'UTC', 'JPY', 500, now(), 0);
            insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            values (2, 'AAAAAAA1', 'Ann', 'a@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
            insert into bills (exhibition_id, id, customer_id, amount, description, search_text, created_at, created_by)
            values (2, gen_random_uuid(), 'AAAAAAA1', 100, '', '', now(), 'x');
            """);
        Assert.Equal(["1 3", "2 100"], await _database.ListAsync("select exhibition_id || ' ' || trim_scale(bill_total) from customers order by exhibition_id"));
        await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync("""
            insert into bills (exhibition_id, id, customer_id, amount, description, search_text, created_at, created_by)
            values (2, gen_random_uuid(), 'AAAAAAA1', 1.50, '', '', now(), 'x')
            """));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Migrator.MigrateAsync(Before));
        Assert.Contains("several exhibitions", refusal.MessageText, StringComparison.Ordinal);
        Assert.Equal(["1 3", "2 100"], await _database.ListAsync("select exhibition_id || ' ' || trim_scale(bill_total) from customers order by exhibition_id"));
    }
}
