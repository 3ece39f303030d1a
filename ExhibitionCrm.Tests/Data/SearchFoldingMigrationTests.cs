using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Rows of the version before are found by what is typed today, and by the version before after a step back.</summary>
public sealed class SearchFoldingMigrationTests : IAsyncLifetime
{
    private const string Before = "20261126044822_ActivityFilters";

    // As they are, and as the version before folded them.
    private static readonly (string Name, string Folded)[] Names =
    [
        ("Groß", "groß"), ("Łukasz", "łukasz"), ("Søren Ærø", "søren ærø"), ("O’Brien", "o’brien"), ("Þórður – Œuvre", "þorður – œuvre"),
        ("Οδυσσεύς", "οδυσσευς"), ("Zo\u200Be", "zo\u200Be"), ("„Halle“ «7»", "„halle“ «7»"), ("Anna", "anna"), ("山田", "山田"),
    ];

    private TestDatabase _database = null!;
    private CrmDbContext _db = null!;

    public async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateEmptyDatabaseAsync();
        _db = _database.Open();
        await Migrator.MigrateAsync(Before);
        foreach (var (i, (name, folded)) in Names.Index())
        {
            await _database.ExecuteAsync($"""
                insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
                values ('AAAAAAA{i}', '{name}', 'a@b.example', '+49 1 {i}', e'aaaaaaa{i}\n{folded}\na@b.example\n+49 1 {i}\n491{i}', '{folded}', 'Sent', now(), now(), 'x', gen_random_uuid(), 1);
                insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
                values (gen_random_uuid(), 'AAAAAAA{i}', 1, '{Names[^(i + 1)].Name}', '{Names[^(i + 1)].Folded}', now(), 'x');
                """);
        }
    }

    public async Task DisposeAsync()
    {
        await _db.DisposeAsync();
        await _database.DisposeAsync();
    }

    private IMigrator Migrator => _db.GetService<IMigrator>();

    [Fact]
    public async Task Up_RowsOfBefore_AreFoldedAsNewOnes()
    {
        await Migrator.MigrateAsync();

        var customers = await _db.Customers.AsNoTracking().ToListAsync();
        Assert.Equal(Names.Length, customers.Count);
        Assert.All(customers, c => Assert.Equal(
            (SearchText.Of(c.Id, c.Name, c.Email, c.Phone, c.Contact.Phone!.Digits), SearchText.Key(c.Name)), (c.SearchText, c.NameKey)));
        var bills = await _db.Bills.AsNoTracking().Include(b => b.Customer).ToListAsync();
        Assert.Equal(Names.Length, bills.Count);
        Assert.All(bills, b => Assert.Equal($"{b.Customer!.SearchText}\n{SearchText.Of(b.Description)}", b.SearchText));
    }

    [Fact]
    public async Task Down_GivesTheTextBack()
    {
        var before = await SearchedAsync();

        await Migrator.MigrateAsync();
        Assert.NotEqual(before, await SearchedAsync());
        await Migrator.MigrateAsync(Before);

        Assert.Equal(before, await SearchedAsync());
        Assert.Empty(await _database.ListAsync("select proname::text from pg_proc where proname = 'fold_for_search'"));
    }

    private Task<List<string>> SearchedAsync() => _database.ListAsync(
        "select c.name_key || '|' || c.search_text || '|' || b.search_text from customers c join bills b on b.customer_id = c.id order by c.id");
}
