using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Each exhibition counts its bills from 1, and the first goes on where it was.</summary>
public sealed class BillNumbersOfExhibitionsMigrationTests
{
    private const string Before = "20261127150000_GivenIds";
    private const string Now = "20261127155000_BillNumbersOfExhibitions";
    private const string Rows = "select b::text from bills b order by exhibition_id, number";
    private const string Numbers = "select exhibition_id || ':' || number from bills order by exhibition_id, number";

    [Fact]
    public async Task UpAndDown_KeepEveryNumber_AndCountEachExhibitionByItself()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync($"""
            {Exhibition("exhibition")}
            {Customer(1, "AAAAAAA1")}
            {Bill(1, "AAAAAAA1")}
            {Bill(1, "AAAAAAA1")}
            """);
        var rows = await database.ListAsync(Rows);

        await migrator.MigrateAsync(Now);
        Assert.Equal(rows, await database.ListAsync(Rows));
        await database.ExecuteAsync($"{Exhibition("second")} {Exhibition("third")} {Customer(2, "AAAAAAA2")} {Customer(3, "AAAAAAA1")}");
        await database.ExecuteAsync($"{Bill(2, "AAAAAAA2")} {Bill(1, "AAAAAAA1")} {Bill(3, "AAAAAAA1")} {Bill(2, "AAAAAAA2")}");

        // As the version before draws them.
        await database.ExecuteAsync(Bill(1, "AAAAAAA1", "nextval('bill_numbers')"));
        Assert.Equal(["1:1", "1:2", "1:3", "1:4", "2:1", "2:2", "3:1"], await database.ListAsync(Numbers));
        Assert.Equal(["5", "3", "2"], await database.ListAsync("select next_bill_number(n)::text from generate_series(1, 3) n"));

        // The version before has one number for one bill.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => migrator.MigrateAsync(Before));
        await database.ExecuteAsync("set session_replication_role = replica; delete from bills where exhibition_id <> 1; delete from customers where exhibition_id <> 1");
        await database.ExecuteAsync("delete from exhibitions where id = 3");
        rows = await database.ListAsync(Rows);
        await migrator.MigrateAsync(Before);
        Assert.Equal(rows, await database.ListAsync(Rows));
        await database.ExecuteAsync(Bill(1, "AAAAAAA1"));
        await migrator.MigrateAsync(Now);
        await database.ExecuteAsync($"{Customer(2, "AAAAAAA2")} {Bill(2, "AAAAAAA2")} {Bill(1, "AAAAAAA1")}");
        Assert.Equal(["1:1", "1:2", "1:3", "1:4", "1:6", "1:7", "2:1"], await database.ListAsync(Numbers));
    }

    private static string Exhibition(string slug) =>
        $"insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('{slug}', '', 'UTC', 'EUR', 500, now(), 0);";

    private static string Customer(int exhibition, string id) => $"""
        insert into customers (exhibition_id, id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values ({exhibition}, '{id}', 'Ann', 'a@b.example', '1', 'ann', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
        """;

    private static string Bill(int exhibition, string customer, string? number = null) => $"""
        insert into bills (exhibition_id, id, customer_id, amount, description, search_text, created_at, created_by{(number is null ? "" : ", number")})
        values ({exhibition}, gen_random_uuid(), '{customer}', 5, '', '', now(), 'x'{(number is null ? "" : $", {number}")});
        """;
}
