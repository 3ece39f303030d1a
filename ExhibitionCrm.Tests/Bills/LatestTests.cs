using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Bills;

public sealed class LatestTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const int OfSomebody = 20_000;

    [Fact]
    public async Task Latest_OfWhoeverAddedNone_ReadsNobodyElsesBills()
    {
        var customer = await site.Data.CustomerAsync();
        await site.Database.ExecuteAsync($"""
            set session_replication_role = replica;
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            select gen_random_uuid(), '{customer.Id}', 1, '', '', now() - n * interval '0.1 seconds', 'somebody' from generate_series(1, {OfSomebody}) n;
            """);

        // Smaller than the one that is meant, and so taken by a statement that can use either.
        await site.Database.ExecuteAsync("create index by_time on bills (created_at)");
        await site.Database.ExecuteAsync("analyze bills");
        await using var scope = site.Services.CreateAsyncScope();
        // The program's own: a statement compiled once stands for one model.
        var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
        var service = scope.ServiceProvider.GetRequiredService<BillService>();
        await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();

            // The plan for anybody, which a server settles on after a few questions.
            await db.Database.ExecuteSqlRawAsync("set local plan_cache_mode = force_generic_plan");
            var before = await ReadAsync(db);
            Assert.Empty(await service.GetLatestAsync(new Actor("nobody")));
            Assert.InRange(await ReadAsync(db) - before, 0, OfSomebody / 100);
        });
    }

    // Rows of bills that the session has read.
    private static Task<long> ReadAsync(DbContext db) => db.Database.SqlQueryRaw<long>(
        """select (seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as "Value" from pg_stat_xact_user_tables where relname = 'bills'""").SingleAsync();
}
