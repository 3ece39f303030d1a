using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Activity;

/// <summary>What people read of what happened: at home, in the activity and in histories.</summary>
public sealed class SentenceTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Sentences = ".list-group-item";

    [Fact]
    public async Task Customer_HasTheBillsInTheHistoryAndNobodyElses()
    {
        var customer = await site.Data.CustomerAsync(name: "Anna Müller", createdBy: "eva");
        var bill = await BillAsync(customer, 1234.5m, "Two chairs");
        await BillAsync(await site.Data.CustomerAsync(name: "Somebody Else"), 7m, "");
        await site.WithServiceAsync((BillService service) => service.VoidAsync(bill, "typed wrongly", new Actor("eva")));
        using var viewer = await site.SignInAsync(Roles.Viewer);

        var page = await viewer.GetPageAsync($"/customers/{customer.Id}");

        Assert.Collection(
            page.TextsOf(".history li"),
            voided => Assert.Matches(@"^eva voided bill \d+ of 1,234\.50 EUR for Anna Müller \S+ \S+ Reason: typed wrongly$", voided),
            added => Assert.Matches(@"^eva added bill \d+ of 1,234\.50 EUR for Anna Müller \S+ \S+ Description: Two chairs$", added),
            registered => Assert.StartsWith("eva registered Anna Müller ", registered, StringComparison.Ordinal));
        Assert.Equal(2, (await viewer.GetPageAsync($"/bills/{bill}")).TextsOf(".history li").Count(text => text.Contains("for Anna Müller", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Home_SaysWholeSentencesWithNamesAsTheyAreNow()
    {
        var customer = await site.Data.CustomerAsync(name: "Before", createdBy: "eva");
        var bill = await BillAsync(customer, 5m, "");
        var number = await site.ReadAsync(db => db.Bills.Where(b => b.Id == bill).Select(b => b.Number).SingleAsync());
        await site.WithServiceAsync((MailService mails) => mails.ResendAsync(customer.Id, new Actor("bo")));
        await RecordAsync("bo", new MailBatchQueued(Guid.NewGuid(), 1, new ChosenCustomers(), false));
        await RecordAsync("bo", new MailBatchCancelled(Guid.NewGuid(), 2500));
        using var staff = await site.SignInAsync(await site.Data.UserAsync(userName: "renamer"));
        await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{customer.Id}/edit"), ("Input.Name", "محمد <b>"));

        var page = await staff.GetPageAsync("/");

        Assert.Equal(
            [
                "renamer edited the details of محمد <b>",
                "bo cancelled the remaining emails of a resend to 2,500 customers",
                "bo queued the welcome email to 1 customer to be sent again",
                $"eva added bill {number} of 5.00 EUR for محمد <b>",
                "eva registered محمد <b>",
            ],
            page.TextsOf(Sentences).Take(5).Select(text => text[6..]));
        Assert.Equal("محمد <b>", page.TextOf($"{Sentences} bdi"));
        Assert.Equal($"/customers/{customer.Id}", page.Element(Sentences).GetAttribute("href"));
    }

    [Fact]
    public async Task Resend_OfOneMail_IsSaidToBeQueuedNotSent()
    {
        var customer = await site.Data.CustomerAsync(name: "Queued Again");
        await site.Database.ExecuteAsync($"update outbox_messages set state = 'Failed' where customer_id = '{customer.Id}'");
        Assert.True(await site.WithServiceAsync((MailService mails) => mails.ResendAsync(customer.Id, new Actor("bo"))));
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.StartsWith(
            "bo queued the welcome email to Queued Again to be sent again ",
            (await viewer.GetPageAsync($"/customers/{customer.Id}")).TextsOf(".history li")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customer_DeletedMeanwhile_IsStillNamedWithoutALink()
    {
        var customer = await site.Data.CustomerAsync(name: "Gone Again", createdBy: "eva");
        await RecordAsync("eva", new CustomerChanged(customer.Id, Phone: new Change("1", "2")));
        await RecordAsync("eva", new MailRequeued(customer.Id));
        await site.WithServiceAsync((CustomerService service) => service.DeleteAsync(customer.Id, new Actor("eva")));
        using var administrator = await site.SignInAsync(Roles.Administrator);

        foreach (var (address, rows) in new[] { ("/", Sentences), ("/activity", "main tbody tr") })
        {
            var page = await administrator.GetPageAsync(address);
            var texts = page.TextsOf(rows).ToList();
            foreach (var sentence in new[]
            {
                "eva registered Gone Again", $"eva edited the details of {customer.Id}",
                $"eva queued the welcome email to {customer.Id} to be sent again", "eva deleted the customer Gone Again",
            })
            {
                Assert.Contains(texts, text => text.Contains(sentence, StringComparison.Ordinal));
            }

            Assert.Null(page.Document.QuerySelector($"main a[href*='{customer.Id}']"));
        }
    }

    [Fact]
    public async Task Strangers_AndTheProgramItself_AreSaidToBeThat()
    {
        await RecordAsync(Actor.Anonymous(null).Name, new SignInFailed("some.body"));
        await RecordAsync(Actor.Anonymous(null).Name, new PasswordLinkRequested("some.body"));
        await RecordAsync(Actor.System.Name, new AccountLocked("some.body"));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        Assert.Equal(
            [
                "The system locked the account some.body after repeated failed sign-ins",
                "Someone who wasn't signed in requested a password link for some.body",
                "An attempt to sign in as some.body failed",
            ],
            (await administrator.GetPageAsync("/activity")).Rows().Select(r => r["What happened"]).Take(3));
    }

    [Theory]
    [InlineData("customer.registered", """{"customerId": "{ID}", "name": "Ann", "email": "a@b.example", "phone": "123"}""", "Email: a@b.example Phone: 123")]
    [InlineData("customer.changed", """{"customerId": "{ID}", "phone": {"old": "1", "new": "2"}}""", "Phone: 1 → 2")]
    public async Task Customer_InEventsOfBeforeTheCompany_IsSaidAsItWas(string kind, string data, string said)
    {
        var customer = await site.Data.CustomerAsync();
        await site.Database.ExecuteAsync($"""
            insert into audit_entries (at, actor, kind, subject, subject_id, data)
            values (now(), 'eva', '{kind}', 'Customer', '{customer.Id}', '{data.Replace("{ID}", customer.Id, StringComparison.Ordinal)}')
            """);
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.EndsWith(said, (await viewer.GetPageAsync($"/customers/{customer.Id}")).TextsOf(".history li")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bill.added", """{"billId": "{BILL}", "customerId": "{ID}", "amount": 12.5, "description": ""}""", "eva added a bill of 12.50 EUR for ")]
    [InlineData("bill.voided", """{"billId": "{BILL}", "customerId": "{ID}", "amount": 12.5, "reason": "r"}""", "eva voided a bill of 12.50 EUR for ")]
    public async Task Bill_InEventsOfBeforeTheNumbers_IsSaidAsItWas(string kind, string data, string said)
    {
        var bill = await site.Data.BillAsync();
        await site.Database.ExecuteAsync($"""
            insert into audit_entries (at, actor, kind, subject, subject_id, data) values (now(), 'eva', '{kind}', 'Bill', '{bill.Id}',
              '{data.Replace("{BILL}", $"{bill.Id}", StringComparison.Ordinal).Replace("{ID}", bill.CustomerId, StringComparison.Ordinal)}')
            """);
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.StartsWith(said, (await viewer.GetPageAsync($"/bills/{bill.Id}")).TextsOf(".history li")[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payment.taken", """{"paymentId": 7, "amount": 12.5, "by": {"given": "20"}}""", "payment.taken")]
    [InlineData("bill.added", """{"billId": "not a guid"}""", "bill.added")]
    [InlineData("bill.voided", """{"billId": "00000000-0000-0000-0000-000000000001", "amount": "much"}""", "much")]
    [InlineData("customer.registered", "[1, \"two\"]", "two")]
    [InlineData("customer.changed", "null", "customer.changed")]
    [InlineData("customer.deleted", """{"customerId": "00000000", "name": null, "email": "", "phone": ""}""", "customer.deleted")]
    [InlineData("export.made", """{"file": "f", "customers": 1, "chosen": {"mail": "Pigeon"}}""", "Pigeon")]
    [InlineData("untyped", "\"text\"", "text")]
    public async Task Kind_OfAnotherVersion_IsShownAndBreaksNothing(string kind, string data, string shown)
    {
        var customer = await site.Data.CustomerAsync();
        await site.Database.ExecuteAsync($"""
            insert into audit_entries (at, actor, kind, subject, subject_id, owner, owner_id, data)
            values (now(), 'eva', '{kind}', 'Customer', '{customer.Id}', 'Customer', '{customer.Id}', '{data}')
            """);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        foreach (var address in new[] { "/", "/activity", $"/customers/{customer.Id}" })
        {
            var page = await administrator.GetPageAsync(address);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains("eva", page.TextOf("main"), StringComparison.Ordinal);
        }

        Assert.Contains(shown, (await administrator.GetPageAsync("/activity")).TextOf("tbody tr"), StringComparison.Ordinal);
        Assert.Contains(shown, (await administrator.GetPageAsync($"/customers/{customer.Id}")).TextOf(".history li"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfManyCustomers_LooksTheirNamesUpAtOnce()
    {
        foreach (var customer in await site.Data.CustomersAsync(60))
        {
            await BillAsync(customer, 1m, "");
        }

        var commands = new List<string>();
        await using var db = new CrmDbContext(new DbContextOptionsBuilder<CrmDbContext>().UseNpgsql(site.Database.ConnectionString).UseCrmConventions()
            .LogTo(commands.Add, [RelationalEventId.CommandExecuted]).Options)
        { Exhibition = TestDatabase.First };
        var log = new AuditLog(db, site.Services.GetRequiredService<ExhibitionTime>(), site.Services.GetServices<EventWording>(), site.Services.GetServices<SubjectNames>(),
            new Links(TestDatabase.First));

        var rows = await log.GetPageAsync(new ActivityFilter(null, null, DateFilter.None), null);
        Assert.Equal(2, commands.Count);
        Assert.True(rows.Count(r => r.Words.Address is not null) >= 60);
    }

    private async Task<Guid> BillAsync(Customer customer, decimal amount, string description) =>
        Assert.IsType<AddBillOutcome.Added>(await site.WithServiceAsync((BillService service) =>
            service.AddAsync(new NewBill(Guid.NewGuid(), customer.Id, TestData.Euros(amount), description, amount), new Actor("eva")))).Id;

    private async Task RecordAsync(string actor, AuditEvent happened)
    {
        await using var db = site.Database.Open();
        db.Add(AuditEntry.Of(new Actor(actor), happened, DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
    }
}
