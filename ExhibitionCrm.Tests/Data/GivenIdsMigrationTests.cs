using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>IDs that were given before are known after the way up, those of people who were deleted since as well.</summary>
public sealed class GivenIdsMigrationTests
{
    private const string Before = "20261127140000_RowsOfExhibitions";
    private const string Now = "20261127150000_GivenIds";
    private const string Rows = "select c::text from customers c order by id";
    private const string Given = "select id::text from given_ids order by 1";

    private static string Customer(string id) => $"""
        insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values ('{id}', 'Ann', 'a@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
        """;

    [Fact]
    public async Task UpAndDown_KeepEveryRowAndGiveNoIdTwice()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync($$"""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('exhibition', '', 'UTC', 'EUR', 500, now(), 0);
            {{Customer("AAAAAAA1")}}
            insert into audit_entries (at, actor, kind, subject, subject_id, data)
            values (now(), 'x', 'CustomerRegistered', 'Customer', 'AAAAAAA1', '{}'), (now(), 'x', 'CustomerDeleted', 'Customer', 'AAAAAAA2', '{}');
            """);
        var rows = await database.ListAsync(Rows);

        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));
        Assert.Equal(["AAAAAAA1", "AAAAAAA2"], await database.ListAsync(Given));

        // As the version before adds them.
        await database.ExecuteAsync(Customer("AAAAAAA3"));
        await database.ExecuteAsync("delete from customers where id = 'AAAAAAA3'");
        Assert.Equal(["AAAAAAA1", "AAAAAAA2", "AAAAAAA3"], await database.ListAsync(Given));

        await migrator.MigrateAsync(Before);
        Assert.Equal(rows, await database.ListAsync(Rows));
        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));
    }
}
