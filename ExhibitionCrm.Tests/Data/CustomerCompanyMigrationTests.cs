using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Customers of the version before have no company, and keep all else on the way there and back.</summary>
public sealed class CustomerCompanyMigrationTests : IAsyncLifetime
{
    private const string Before = "20261126120000_StaffSessions";

    // All that the version before has of them, with their bills'.
    private const string Known = """
        select concat_ws('|', c.id, c.name, c.email, c.phone, c.search_text, c.name_key, c.mail_state, c.bill_count, c.bill_total,
          c.created_at, c.updated_at, c.created_by, c.submission_key, c.version, b.search_text)
        from customers c left join bills b on b.customer_id = c.id order by c.id, b.id
        """;

    // Another one after a table was written anew, which locks everybody out.
    private const string File = "select pg_relation_filenode('customers')::text";

    private TestDatabase _database = null!;
    private CrmDbContext _db = null!;

    public async Task InitializeAsync()
    {
        _database = await TestPostgres.CreateEmptyDatabaseAsync();
        _db = _database.Open();
        await Migrator.MigrateAsync(Before);
        foreach (var i in Enumerable.Range(1, 3))
        {
            await InsertAsync(i);
        }

        await _database.ExecuteAsync("""
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            values (gen_random_uuid(), 'AAAAAAA1', 1, 'Map', 'map', now(), 'x'), (gen_random_uuid(), 'AAAAAAA2', 2, '', '', now(), 'x');
            """);
    }

    public async Task DisposeAsync()
    {
        await _db.DisposeAsync();
        await _database.DisposeAsync();
    }

    private IMigrator Migrator => _db.GetService<IMigrator>();

    [Fact]
    public async Task Up_RowsOfBefore_AreAsTheyWereAndHaveNoCompany()
    {
        var before = await _database.ListAsync(Known);
        var file = await _database.ListAsync(File);

        await Migrator.MigrateAsync();

        Assert.Equal(before, await _database.ListAsync(Known));
        Assert.Equal(file, await _database.ListAsync(File));
        Assert.All(await _db.Customers.AsNoTracking().ToListAsync(), c =>
        {
            Assert.Equal(("", "", "", Customer.NoCompanyKey), (c.Company, c.JobTitle, c.Note, c.CompanyKey));
            Assert.Equal(SearchText.Of(c.Id, c.Name, c.Company, c.Email, c.Phone, c.Contact.Phone!.Digits), c.SearchText);
        });
        Assert.Empty(await _database.ListAsync("select conname::text from pg_constraint where not convalidated"));

        // A process of the version before registers on, without the columns that it does not know.
        await InsertAsync(9);
        Assert.Equal(["|||AAAAAAA9"], await _database.ListAsync("select concat_ws('|', company, job_title, note, id) from customers where id = 'AAAAAAA9'"));
    }

    [Fact]
    public async Task Down_CompaniesGivenMeanwhile_AreOutOfTheSearchAndNothingElseIs()
    {
        var before = await _database.ListAsync(Known);
        await Migrator.MigrateAsync();
        await GiveCompanyAsync("AAAAAAA1", "Łódź & Söhne");
        await GiveCompanyAsync("AAAAAAA2", "Two");
        await GiveCompanyAsync("AAAAAAA3", "Three");
        Assert.Equal(["aaaaaaa1\nann 1\nlodz & sohne\na1@b.example\n+49 1 1\n4911\nmap"], await _database.ListAsync(
            "select search_text from bills where customer_id = 'AAAAAAA1'"));

        // The version before has edited the second one since, and wrote the text as it does.
        await _database.ExecuteAsync("update customers set search_text = e'aaaaaaa2\\nann 2\\na2@b.example\\n+49 1 2\\n4912' where id = 'AAAAAAA2'");
        await Migrator.MigrateAsync(Before);

        Assert.Equal(before, await _database.ListAsync(Known));
        Assert.Empty(await _database.ListAsync(
            "select column_name::text from information_schema.columns where table_name = 'customers' and column_name in ('company', 'company_key', 'job_title', 'note')"));
        await Migrator.MigrateAsync();
        Assert.Equal(before, await _database.ListAsync(Known));
    }

    private Task<int> InsertAsync(int number) => _database.ExecuteAsync($"""
        insert into customers (id, name, email, phone, search_text, name_key, mail_state, created_at, updated_at, created_by, submission_key, version)
        values ('AAAAAAA{number}', 'Ann {number}', 'a{number}@b.example', '+49 1 {number}',
          e'aaaaaaa{number}\nann {number}\na{number}@b.example\n+49 1 {number}\n491{number}', 'ann {number}', 'Sent', now(), now(), 'x', gen_random_uuid(), 1);
        """);

    // As an edit does, but for what the version before has too.
    private Task<int> GiveCompanyAsync(string id, string company)
    {
        var (name, key) = ($"Ann {id[^1]}", SearchText.Key(company));
        var text = SearchText.Of(id, name, company, $"a{id[^1]}@b.example", $"+49 1 {id[^1]}", $"491{id[^1]}");
        return _database.ExecuteAsync($"update customers set company = '{company}', company_key = '{key}', note = 'n', search_text = '{text}' where id = '{id}'");
    }
}
