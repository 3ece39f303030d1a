using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>What is there stays as it is on the way up and down; on the way down nobody without an address or a number is left behind.</summary>
public sealed class OptionalContactMigrationTests
{
    private const string Before = "20261127170000_RolesOfExhibitions";
    private const string Now = "20261128200000_OptionalContact";

    private const string Rows = """
        select t::text from (
          select to_jsonb(c) from customers c union all select to_jsonb(o) from outbox_messages o union all select jsonb_build_object('slug', slug, 'version', version, 'state', state) from exhibitions) rows (t)
        order by 1
        """;

    private const string Constraints = """
        select conname || ' ' || convalidated || ' ' || pg_get_constraintdef(oid) from pg_constraint where conrelid = 'customers'::regclass and contype = 'c' order by 1
        """;

    [Fact]
    public async Task UpAndDown_KeepEveryRow_UnlessSomebodyHasNoAddressOrNumber()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(Exhibition("exhibition", "open") + Exhibition("old", "open") + Customer(1, "AAAAAAA1") + Customer(2, "AAAAAAA2") + Mail(1, "AAAAAAA1"));
        var (rows, constraints) = (await database.ListAsync(Rows), await database.ListAsync(Constraints));
        await Refused(database, Customer(1, "AAAAAAA3", email: ""), "ck_customers_email");

        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal(["true true", "true true"], await database.ListAsync("select email_required || ' ' || phone_required from exhibitions"));
        Assert.All(await database.ListAsync(Constraints), constraint => Assert.Contains(" true CHECK", constraint, StringComparison.Ordinal));

        // As the version before adds them, and as this one does.
        await database.ExecuteAsync(Exhibition("newer", "open") + Customer(3, "AAAAAAA3") + Mail(3, "AAAAAAA3"));
        await database.ExecuteAsync(Customer(1, "AAAAAAA4", email: "", state: "None") + Customer(2, "AAAAAAA5", phone: "", state: "None"));
        await Refused(database, Customer(1, "AAAAAAA6", email: "a\tb"), "ck_customers_email");
        await Refused(database, Customer(1, "AAAAAAA6", phone: "a\tb"), "ck_customers_phone");

        await database.ExecuteAsync("update exhibitions set state = 'archived' where slug = 'old'");
        rows = await database.ListAsync(Rows);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => migrator.MigrateAsync(Before));
        Assert.StartsWith("2 customers have no e-mail address or no phone number", refused.MessageText, StringComparison.Ordinal);
        Assert.Equal(rows, await database.ListAsync(Rows));

        // Of an archived exhibition as well.
        await database.ExecuteAsync("""
            set session_replication_role = replica;
            update customers set email = 'late@b.example' where email = '';
            update customers set phone = '12345' where phone = '';
            reset session_replication_role;
            """);
        rows = await database.ListAsync(Rows);
        await migrator.MigrateAsync(Before);
        Assert.Equal(rows.Select(row => row.Replace("\"None\"", "\"Cancelled\"", StringComparison.Ordinal)).Order(), (await database.ListAsync(Rows)).Order());
        Assert.Equal(constraints, await database.ListAsync(Constraints));
        Assert.Equal("exhibition_archived", (await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(Customer(2, "AAAAAAA7")))).ConstraintName);
        await migrator.MigrateAsync(Now);
    }

    private static async Task Refused(TestDatabase database, string sql, string constraint) =>
        Assert.Equal(constraint, (await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(sql))).ConstraintName);

    private static string Exhibition(string slug, string state) =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, state, created_at, version) values ('{slug}', '', 'UTC', 'EUR', 500, '{state}', now(), 0);";

    private static string Customer(int exhibition, string id, string email = "a@b.example", string phone = "12345", string state = "Sent") => $"""
        insert into given_ids (id) values ('{id}') on conflict do nothing;
        insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values ({exhibition}, '{id}', 'Ann', '{email}', '{phone}', 'ann', 'ann', '{state}', now(), now(), 'x', gen_random_uuid(), 0);
        """;

    private static string Mail(int exhibition, string id) => $"""
        insert into outbox_messages (exhibition_id, id, kind, customer_id, state, created_at, due_at, attempts) values ({exhibition}, gen_random_uuid(), 'Welcome', '{id}', 'Sent', now(), now(), 1);
        """;
}
