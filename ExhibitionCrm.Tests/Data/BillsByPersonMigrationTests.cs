using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>The index of who added bills is there and used after the way up, gone after the way down, and no row is another one.</summary>
public sealed class BillsByPersonMigrationTests
{
    private const string Before = "20261127110100_BillNumbersOfBefore";
    private const string Now = "20261127120000_BillsByPerson";
    private const string Rows = "select b::text from bills b order by id";

    private const string Latest = "explain select id from bills where created_by = 'p7' and created_at >= now() - interval '1 hour' order by created_at desc limit 5";

    [Fact]
    public async Task UpAndDown_KeepEveryRow()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        await using var db = database.Open();
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        await database.ExecuteAsync("""
            set session_replication_role = replica;
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            select gen_random_uuid(), 'AAAAAAA1', 1, 'd', 'd', now() - n * interval '1 second', 'p' || n % 40 from generate_series(1, 4000) n;
            """);
        var before = await database.ListAsync(Rows);

        await migrator.MigrateAsync(Now);
        await database.ExecuteAsync("analyze bills");
        Assert.Contains(await database.ListAsync(Latest), line => line.Contains("ix_bills_created_by", StringComparison.Ordinal));
        Assert.Equal(before, await database.ListAsync(Rows));

        await migrator.MigrateAsync(Before);
        Assert.DoesNotContain(await database.ListAsync(Latest), line => line.Contains("ix_bills_created_by", StringComparison.Ordinal));
        Assert.Equal(before, await database.ListAsync(Rows));
    }
}
