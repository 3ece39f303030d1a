using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>The index of addresses is there and used after the way up, gone after the way down, and no row is another one.</summary>
public sealed class CustomersByMailboxMigrationTests : IAsyncLifetime
{
    private const string Before = "20261126150100_CustomersByCompany";
    private const string Now = "20261126230000_CustomersByMailbox";
    private const string Index = "select indexname::text from pg_indexes where indexname = 'ix_customers_mailbox'";
    private const string Rows = "select c::text from customers c order by id";

    private TestDatabase _database = null!;
    private CrmDbContext _db = null!;

    public async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateEmptyDatabaseAsync();
        _db = _database.Open();
        await _db.GetService<IMigrator>().MigrateAsync(Before);
        await _database.ExecuteAsync("""
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            select 'AAAA' || lpad(i::text, 4, '0'), 'Ann', 'Ann' || i || '@B.example', '12345', 'x', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0
            from generate_series(1, 2000) i;
            """);
    }

    public async Task DisposeAsync()
    {
        await _db.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task UpAndDown_KeepEveryRow()
    {
        var before = await _database.ListAsync(Rows);
        await _db.GetService<IMigrator>().MigrateAsync(Now);
        Assert.Single(await _database.ListAsync(Index));
        Assert.Equal(before, await _database.ListAsync(Rows));
        await _database.ExecuteAsync("analyze customers");
        var plan = await _database.ListAsync("""
            explain select id from customers
            where (lower(split_part(email, '@', 2) || '@' || split_part(email, '@', 1)) collate "C") = 'b.example@ann7'
            """);
        Assert.Contains(plan, line => line.Contains("ix_customers_mailbox", StringComparison.Ordinal));

        await _db.GetService<IMigrator>().MigrateAsync(Before);
        Assert.Empty(await _database.ListAsync(Index));
        Assert.Equal(before, await _database.ListAsync(Rows));
    }
}
