using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Exhibitions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

/// <summary>An installation from before there were exhibitions gets one, and keeps every row on the way there and back.</summary>
public sealed class ExhibitionsMigrationTests : IAsyncLifetime
{
    private const string Before = "20261127060000_CustomersByNumber";
    private const string Now = "20261127100000_Exhibitions";
    private const string Rows = "select c::text || ' ' || b::text from customers c join bills b on b.customer_id = c.id order by b.amount";
    private const string Traces = """
        select relname::text from pg_class where relname like '%exhibition%' union all select proname::text from pg_proc where proname like '%exhibition%'
        """;

    private TestDatabase _database = null!;
    private CrmDbContext _db = null!;

    public async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateEmptyDatabaseAsync();
        _db = _database.Open();
        await _db.GetService<IMigrator>().MigrateAsync(Before);
        await _database.ExecuteAsync("""
            insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
            values ('AAAAAAA1', 'Ann', 'a@b.example', '+49 30 1', 'x', 'ann', 'Sent', now(), now(), 'x', gen_random_uuid(), 0);
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            values (gen_random_uuid(), 'AAAAAAA1', 1, 'Map', 'map', now(), 'x'), (gen_random_uuid(), 'AAAAAAA1', 2, '', '', now(), 'x');
            """);
    }

    public async Task DisposeAsync()
    {
        await _db.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task UpAndDown_KeepEveryRowAndLeaveNothingBehind()
    {
        var before = await _database.ListAsync(Rows);
        await _db.GetService<IMigrator>().MigrateAsync(Now);
        Assert.Equal(before, await _database.ListAsync(Rows));
        Assert.Empty(await _database.ListAsync("select slug from exhibitions"));

        // Made with bills there already, which fix what the environment says.
        await new FirstExhibition(_db, new FirstExhibitionOptions(new ExhibitionTerms("Europe/Berlin", "EUR", 500, "DE")), TimeProvider.System).CreateFromSettingsAsync();
        Assert.Equal(["exhibition Europe/Berlin EUR 500.00 DE"], await _database.ListAsync(
            "select concat_ws(' ', slug, time_zone, currency, implausible_from, phone_region) from exhibitions"));
        await Assert.ThrowsAsync<PostgresException>(() => _database.ExecuteAsync("update exhibitions set currency = 'USD'"));

        await _db.GetService<IMigrator>().MigrateAsync(Before);
        Assert.Equal(before, await _database.ListAsync(Rows));
        Assert.Empty(await _database.ListAsync(Traces));
        await _db.GetService<IMigrator>().MigrateAsync(Now);
        Assert.Equal(before, await _database.ListAsync(Rows));
        Assert.NotEmpty(await _database.ListAsync(Traces));
    }
}
