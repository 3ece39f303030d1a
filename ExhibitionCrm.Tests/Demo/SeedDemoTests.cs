using System.Net;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Demo;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Demo;

public sealed partial class SeedDemoTests
{
    private static readonly (string Name, string? Value)[] Debug = [("DEBUG", "True")];

    // How such numbers begin in Germany, Britain, the United States, France, Sweden, Australia and Ireland.
    private static readonly string[] KeptForFiction =
    [
        "493023125", "03023125", "498999998", "04066969", "4906990009", "442079460", "447700900", "441614960", "121255501", "41555501", "131255501",
        "3319900", "3363998", "046571", "468465004", "463139006", "6125550", "3532091",
    ];

    [Fact]
    public async Task SeedDemo_WithoutDebug_RefusesAndMakesNothing()
    {
        await using var site = await CrmSite.StartAsync();

        var run = await CrmProcess.RunAsync(site.AllSettings(), "seed-demo");

        Assert.Equal((1, "Demo data requires DEBUG to be on."), (run.ExitCode, run.Output.Trim()));
        Assert.False(await site.ReadAsync(db => db.Customers.AnyAsync()));
    }

    [Fact]
    public async Task SeedDemo_InADatabaseWithCustomers_RefusesAndAddsNone()
    {
        await using var site = await CrmSite.StartAsync(Debug);
        await site.Data.CustomerAsync();

        var run = await CrmProcess.RunAsync(site.AllSettings(), "seed-demo");

        Assert.Equal((1, "The database already contains customers. Demo data can only be added to an empty database."), (run.ExitCode, run.Output.Trim()));
        Assert.Equal(1, await site.ReadAsync(db => db.Customers.CountAsync()));
    }

    [Fact]
    public async Task SeedDemo_ByTwoAtOnce_MakesItOnceAndTheOtherSaysSo()
    {
        await using var site = await CrmSite.StartAsync(Debug);
        var settings = site.AllSettings();
        await site.Data.ExhibitionAsync(text => text with { Name = "Named by hand" });

        var runs = await Task.WhenAll(
            CrmProcess.RunAsync(settings, "seed-demo", "--customers", "30"), CrmProcess.RunAsync(settings, "seed-demo", "--customers", "30"));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Output));
        Assert.Single(runs, run => run.Output.Trim() == "Demo data already exists. Nothing was changed.");
        Assert.Single(runs, run => SaysWhatWasMade().IsMatch(run.Output.Trim()));
        Assert.Equal(30, await site.ReadAsync(db => db.Customers.CountAsync()));
        Assert.Equal(["Named by hand"], await site.Database.ListAsync("select name from exhibitions"));
    }

    [Fact]
    public async Task SeedDemo_InTwoDatabases_MakesTheSamePeopleBillsAndStates()
    {
        await using var one = await CrmSite.StartAsync(Debug);
        await using var other = await CrmSite.StartAsync(Debug);
        await Task.WhenAll(MakeAsync(one, 40), MakeAsync(other, 60));
        const string people = "select concat_ws('|', id, name, email, phone, company, job_title, note, submission_key, bill_count, bill_total) from customers where id = any('{IDS}') order by id, exhibition_id";
        const string bills = "select concat_ws('|', id, customer_id, amount, description, created_by, void_reason) from bills where customer_id = any('{IDS}') order by id";
        var ids = string.Join(',', Enumerable.Range(0, 40).Select(DemoVisit.IdOf));

        foreach (var query in new[] { people, bills })
        {
            var rows = await one.Database.ListAsync(query.Replace("IDS", ids, StringComparison.Ordinal));
            Assert.InRange(rows.Count, 40, 200);
            Assert.Equal(rows, await other.Database.ListAsync(query.Replace("IDS", ids, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task SeedDemo_InACurrencyWithoutDecimalPlaces_MakesWholeAmounts()
    {
        await using var site = await CrmSite.StartAsync([.. Debug, ("CURRENCY", "JPY")]);
        await MakeAsync(site, 20);

        var amounts = await site.Database.ListAsync("select amount::text from bills");

        Assert.InRange(amounts.Count, 20, 100);
        Assert.All(amounts, amount => Assert.Matches("^[1-9][0-9]{3,}$", amount));
    }

    [Fact]
    public void Ids_OfAsManyAsCanBeAskedFor_AreDistinctAndHaveTheirCheckCharacter()
    {
        var ids = Enumerable.Range(0, 100_000).Select(DemoVisit.IdOf).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(CustomerId.HasValidCheck(id), id));
    }

    [Fact]
    public void People_NumberedFromZero_BelongToNobodyAndFitTheForm()
    {
        var random = new Random(1);
        var people = Enumerable.Range(0, 5_000).Select(_ => DemoPeople.Draw(random)).ToList();

        Assert.All(people, person =>
        {
            Assert.Matches(@"^[a-z0-9-]+(\.[a-z0-9-]+)?@([a-z-]+\.)?example\.(com|net|org)$", person.Email!.Value);
            Assert.InRange(person.Name.Length, 2, ContactDetails.NameMaxLength);
            Assert.InRange(person.Phone!.Value.Length, 8, PhoneNumber.MaxLength);
            var digits = person.Phone.Digits;
            Assert.True(digits.Contains("000", StringComparison.Ordinal) || Array.Exists(KeptForFiction, start => digits.StartsWith(start, StringComparison.Ordinal)), person.Phone!.Value);
        });
        Assert.True(people.Select(p => p.Name).Distinct().Count() > 500);
        Assert.InRange(people.Count(p => p.Company.Length > 0), 3_000, 4_500);
        Assert.InRange(people.Count(p => p.JobTitle.Length > 0), 2_000, 3_000);
        Assert.InRange(people.Count(p => p.Note.Contains('\n', StringComparison.Ordinal)), 20, 500);
    }

    [Theory]
    [InlineData("2026-11-25T00:00:20Z")]
    [InlineData("2026-11-25T06:30:00Z")]
    [InlineData("2026-11-25T13:00:00Z")]
    [InlineData("2026-11-25T22:59:00Z")]
    public void Arrivals_AtAnyTimeOfDay_FillTodayAndAreNotInTheFuture(string now)
    {
        var time = TestOptions.TimeIn("Europe/Berlin", DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        var hours = new DemoHours(time);

        var arrivals = hours.Draw(300, new Random(7));

        Assert.Equal(arrivals.Order(), arrivals);
        Assert.True(arrivals[^1] < time.UtcNow);
        Assert.InRange(arrivals.Count(a => a >= time.StartOf(time.Today)), 50, 150);
        Assert.Equal(3, arrivals.Select(a => DateOnly.FromDateTime(time.Local(a).DateTime)).Distinct().Count());
        var random = new Random(7);
        Assert.All(arrivals, arrival => Assert.InRange(hours.After(arrival, random), arrival, time.UtcNow));
    }

    [Fact]
    public async Task SeedDemo_MakesRowsAsTheSiteWouldHaveMadeThem()
    {
        await using var site = await CrmSite.StartAsync(Debug);
        await MakeAsync(site, 300);

        Assert.Equal(["Demo Expo", "Demo Expo of the year before"], await site.Database.ListAsync(
            "select regexp_replace(name, '[0-9]{4}$', 'of the year before') from exhibitions where ends_on - starts_on = 2 order by id"));

        // One welcome mail each, in the state that the customer shows; sent ones end with an attempt that was taken.
        Assert.Empty(await site.Database.ListAsync("""
            select c.id from customers c left join outbox_messages m on (m.exhibition_id, m.customer_id) = (c.exhibition_id, c.id)
            where m.id is null or m.state <> c.mail_state or m.kind <> 'Welcome'
               or m.attempts <> (select count(*) from mail_attempts a where a.message_id = m.id)
               or (m.state = 'Sent') <> (m.sent_at is not null)
               or (m.state = 'Sent') <> ((select error from mail_attempts a where a.message_id = m.id order by a.id desc limit 1) is null)
               or (m.state = 'Queued' and m.due_at < now() + interval '30 minutes')
            """));
        Assert.Equal(["Failed", "Queued", "Sent"], await site.Database.ListAsync("select distinct state from outbox_messages order by state"));
        Assert.Empty(await site.Database.ListAsync("""
            select c.id from customers c left join (select exhibition_id, customer_id, count(*) n, sum(amount) total from bills where voided_at is null group by 1, 2) b
              on (b.exhibition_id, b.customer_id) = (c.exhibition_id, c.id)
            where (c.bill_count, c.bill_total) is distinct from (coalesce(b.n, 0), coalesce(b.total, 0))
            """));
        Assert.NotEmpty(await site.Database.ListAsync("select id::text from bills where voided_at is not null"));

        // Numbered from 1 in the order in which they were added, and said by their entries.
        Assert.Empty(await site.Database.ListAsync("""
            select b.id::text from (select id, number, row_number() over (partition by exhibition_id order by created_at) place from bills) b
            join audit_entries e on e.subject_id = b.id::text and e.kind in ('bill.added', 'bill.voided')
            where (b.number, b.number) is distinct from (b.place, (e.data ->> 'number')::integer)
            """));

        // An entry for each thing that happened, in the order in which it happened, nothing of it later than now.
        Assert.Equal("1", (await site.Database.ListAsync("""
            select count(*)::text from (
                select (select count(*) from customers) = (select count(*) from audit_entries where kind = 'customer.registered') as a,
                       (select count(*) from bills) = (select count(*) from audit_entries where kind = 'bill.added') as b,
                       (select count(*) from bills where voided_at is not null) = (select count(*) from audit_entries where kind = 'bill.voided') as c,
                       (select count(*) from customers where version > 0) = (select count(*) from audit_entries where kind = 'customer.changed') as d,
                       (select max(at) from audit_entries) < now() as e) t
            where a and b and c and d and e
            """)).Single());
        Assert.Empty(await site.Database.ListAsync("select id::text from (select id, at, lag(at) over (partition by exhibition_id order by id) before from audit_entries) t where before > at"));
        var searched = await site.ReadAsync(db => db.Customers.AsNoTracking().ToListAsync());
        Assert.All(searched, c => Assert.Equal(SearchText.Of(c.Id, c.Name, c.Company, c.Email, c.Phone, c.Contact.Phone!.Digits), c.SearchText));
    }

    [Fact]
    public async Task SeededSite_ShowsEveryPageFilled()
    {
        await using var site = await CrmSite.StartAsync(Debug);
        await MakeAsync(site, 200);
        using var administrator = await site.SignInAsync(Roles.Administrator);

        var id = DemoVisit.IdOf(0);
        foreach (var (address, shown) in new[]
        {
            ("/", "By hour"), ("/customers", "200"), ("/bills", "ticket"), ("/mail", "550 5.1.1"), ("/activity", "mira"), ($"/customers/{id}", id),
        })
        {
            var page = await administrator.GetPageAsync(address);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains(shown, page.Text, StringComparison.Ordinal);
        }

        var failed = await site.ReadAsync(db => db.Customers.AsNoTracking().FirstAsync(c => c.MailState == OutboxState.Failed));
        Assert.Contains("550 5.1.1", (await administrator.GetPageAsync($"/customers/{failed.Id}")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("100001")]
    [InlineData("-3")]
    [InlineData("many")]
    [InlineData("99999999999")]
    public async Task SeedDemo_OfAnImpossibleNumber_SaysWhatItTakes(string customers)
    {
        var run = await CrmProcess.RunAsync(TestOptions.Complete, "seed-demo", "--customers", customers);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--customers must be a number from 1 to 100000.", run.Output, StringComparison.Ordinal);
    }

    private static async Task MakeAsync(CrmSite site, int customers)
    {
        var made = await CrmProcess.RunAsync(site.AllSettings(), "seed-demo", "--customers", $"{customers}");
        Assert.True(made.ExitCode == 0, made.Output);
        Assert.Matches(SaysWhatWasMade(), made.Output.Trim());
    }

    [GeneratedRegex(@"^Demo data created: \d+ customers, \d+ bills, \d+ emails queued, \d+ failed\.$")]
    private static partial Regex SaysWhatWasMade();
}
