using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>What is there stays as it is on the way up and down; the version before goes on meanwhile, but for what is archived.</summary>
public sealed class ArchivedExhibitionsMigrationTests
{
    private const string Before = "20261127155000_BillNumbersOfExhibitions";
    private const string Now = "20261127160000_ArchivedExhibitions";

    private const string Rows = """
        select (t - 'colour' - 'idempotency_key')::text from (
          select to_jsonb(e) from exhibitions e union all select to_jsonb(c) from customers c union all select to_jsonb(b) from bills b
          union all select to_jsonb(o) from outbox_messages o) rows (t) order by 1
        """;

    private const string Shape = """
        select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prolang = (select oid from pg_language where lanname = 'plpgsql')
        union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
        union all select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
        order by 1
        """;

    private static string Customer(int exhibition, string id) => $"""
        insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values ({exhibition}, '{id}', 'Ann', 'a@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
        insert into bills (exhibition_id, id, customer_id, amount, description, search_text, created_at, created_by)
        values ({exhibition}, gen_random_uuid(), '{id}', 1, '', '', now(), 'x');
        insert into outbox_messages (exhibition_id, id, kind, customer_id, state, created_at, due_at, attempts) values ({exhibition}, gen_random_uuid(), 'Welcome', '{id}', 'Sent', now(), now(), 1);
        """;

    private static string Exhibition(string slug, string state) =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, state, created_at, version) values ('{slug}', '', 'UTC', 'EUR', 500, '{state}', now(), 0);";

    [Fact]
    public async Task UpAndDown_KeepEveryRowAndRefuseWhatIsArchivedMeanwhile()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync(Exhibition("exhibition", "open") + Exhibition("old", "archived") + Customer(1, "AAAAAAA1") + Customer(2, "AAAAAAA2"));
        var (rows, shape) = (await database.ListAsync(Rows), await database.ListAsync(Shape));

        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal(["blue", "blue"], await database.ListAsync("select colour::text from exhibitions"));

        // As the version before adds them.
        await database.ExecuteAsync(Exhibition("newer", "open") + Customer(3, "AAAAAAA3") + Customer(1, "AAAAAAA4"));
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(Customer(2, "AAAAAAA5")));
        var moved = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("update outbox_messages set exhibition_id = 1 where exhibition_id = 2"));
        Assert.Equal("exhibition_archived", moved.ConstraintName);
        await database.ExecuteAsync("update outbox_messages set state = 'Queued' where exhibition_id = 3");
        var waits = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("update exhibitions set state = 'archived' where id = 3"));
        Assert.Equal("exhibitions_archive", waits.ConstraintName);
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("update exhibitions set colour = 'mauve'"));
        rows = await database.ListAsync(Rows);

        await migrator.MigrateAsync(Before);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal(shape, await database.ListAsync(Shape));
        await database.ExecuteAsync(Customer(2, "AAAAAAA5"));
        await migrator.MigrateAsync(Now);
    }
}
