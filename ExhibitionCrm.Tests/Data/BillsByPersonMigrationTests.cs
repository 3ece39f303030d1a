using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>The index of who added bills is there and used after the way up, gone after the way down, and no row is another one.</summary>
public sealed class BillsByPersonMigrationTests
{
    private const string Before = "20261127110100_BillNumbersOfBefore";
    private const string Now = "20261127120000_BillsByPerson";
    private const string Rows = "select b::text from bills b order by id";

    // Whoever is asked about has added none, and the plan is the one for anybody.
    private const string Latest = """
        set plan_cache_mode = force_generic_plan;
        prepare latest(text, timestamptz, timestamptz) as
          select id from bills where (created_by, created_at) >= ($1, $2) and (created_by, created_at) <= ($1, $3)
          order by created_by desc, created_at desc limit 5;
        explain execute latest('nobody', now() - interval '1 hour', 'infinity');
        """;

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
            select gen_random_uuid(), 'AAAAAAA1', 1, 'd', 'd', now() - n * interval '0.5 seconds', 'somebody' from generate_series(1, 4000) n;
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
