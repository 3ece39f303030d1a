using System.Net;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Mail;

public sealed class MailPageTests : IAsyncLifetime
{
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public async Task DisposeAsync() => await ((IAsyncDisposable)_site).DisposeAsync();

    [Fact]
    public async Task List_ForStrangers_AsksToSignIn()
    {
        using var stranger = _site.Anonymous();
        Assert.StartsWith("/account/sign-in", (await stranger.GetPageAsync("/mail")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithoutMail_SaysSo()
    {
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/mail");
        Assert.Contains("No emails yet", page.Text, StringComparison.Ordinal);
        Assert.Equal(["All", "Queued 0", "Sending 0", "Sent 0", "Failed 0", "Cancelled 0"], page.TextsOf(".mail-tabs a"));
    }

    [Fact]
    public async Task List_ShowsStateRecipientAttemptsAndError()
    {
        var failed = await FailedAsync("Grace <b>Hopper</b>", "550 5.1.1 No such <person>");
        await _site.Data.CustomerAsync();
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/mail?state=failed");

        Assert.Equal(["All", "Queued 1", "Sending 0", "Sent 0", "Failed 1", "Cancelled 0"], page.TextsOf(".mail-tabs a"));
        var row = Assert.Single(page.Rows());
        Assert.Equal(("Welcome", "Failed", "3", "–", "550 5.1.1 No such <person>"), (row["Type"], row["Status"], row["Attempts"], row["Next attempt"], row["Last error"]));
        Assert.Equal($"{failed.Id} Grace <b>Hopper</b> {failed.Email}", row["Recipient"]);
        Assert.Empty(page.Document.QuerySelectorAll("main form[method=post] :is(button, input[type=checkbox])"));
    }

    [Fact]
    public async Task Search_ByIdNameOrAddress_Finds()
    {
        var customer = await _site.Data.CustomerAsync(name: "Änne Mustermann", email: "anne@unusual.example");
        await _site.Data.CustomerAsync();
        var user = await _site.Data.UserAsync(userName: "gwen");
        await using (var db = _site.Database.Open())
        {
            db.Add(OutboxMessage.ToUser(MessageKind.PasswordReset, user.Id, DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
        }

        using var viewer = await _site.SignInAsync(Roles.Viewer);
        foreach (var (query, kind) in new[] { (customer.Id, "Welcome"), ("anne", "Welcome"), ("UNUSUAL.example", "Welcome"), ("Gwen", "Password reset") })
        {
            Assert.Equal(kind, Assert.Single((await viewer.GetPageAsync($"/mail?q={query}")).Rows())["Type"]);
        }

        Assert.Empty((await viewer.GetPageAsync("/mail?q=nobody-here")).Rows());
    }

    [Fact]
    public async Task List_OfManyMails_IsPaged()
    {
        await _site.Data.CustomersAsync(250);
        await _site.Database.ExecuteAsync(
            "insert into outbox_messages (id, kind, customer_id, state, created_at, due_at, attempts) select gen_random_uuid(), 'Welcome', id, 'Sent', created_at, created_at, 1 from customers");
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        foreach (var list in new[] { "/mail", "/mail?q=visitor", "/mail?state=sent", "/mail?q=visitor&state=sent" })
        {
            var expected = await _site.Database.ListAsync("select customer_id from outbox_messages order by created_at desc, id desc");
            var pages = new List<CrmPage> { await viewer.GetPageAsync(list) };
            foreach (var relation in new[] { "next", "next", "prev", "prev" })
            {
                pages.Add(await viewer.GetPageAsync(pages[^1].Element($"a[rel={relation}]").GetAttribute("href")!));
            }

            Assert.Null(pages[2].Document.QuerySelector("a[rel=next]"));
            Assert.Equal(expected, pages[..3].SelectMany(page => page.TextsOf("main .customer-id")));
            Assert.Equal(expected[..200], pages[3..].AsEnumerable().Reverse().SelectMany(page => page.TextsOf("main .customer-id")));
        }
    }

    [Fact]
    public async Task Resend_OfTickedMails_QueuesThemAndComesBack()
    {
        var customer = await FailedAsync();
        var other = await FailedAsync();
        using var staff = await _site.SignInAsync(Roles.Staff);
        var list = await staff.GetPageAsync("/mail?state=failed");
        var answer = await staff.SubmitAsync(list, ("ids", (await _site.MailOfAsync(customer)).Id.ToString()));

        Assert.Equal("/mail?state=failed", answer.Location);
        Assert.Contains("Email queued.", (await staff.FollowAsync(answer)).Text, StringComparison.Ordinal);
        Assert.Equal(OutboxState.Queued, (await _site.MailOfAsync(customer)).State);
        Assert.Equal(OutboxState.Failed, (await _site.MailOfAsync(other)).State);
    }

    [Fact]
    public async Task Resend_OfAllThatFailedAndMatch_LeavesTheOthers()
    {
        var wanted = new[] { await FailedAsync("Wanted One"), await FailedAsync("Wanted Two") };
        var other = await FailedAsync("Other");
        using var staff = await _site.SignInAsync(Roles.Staff);
        var asked = await staff.FollowAsync(await staff.SubmitAsync(await staff.GetPageAsync("/mail?state=failed&q=wanted"), ("all", "true")));
        Assert.Equal("Resend the welcome email to 2 customers?", asked.TextOf("h1"));
        Assert.All(wanted, customer => Assert.Equal(OutboxState.Failed, _site.MailOfAsync(customer).Result.State));

        var batch = await staff.FollowAsync(await staff.SubmitAsync(asked));
        Assert.Equal("Resend to 2 customers", batch.TextOf("h1"));
        Assert.All(wanted, customer => Assert.Equal(OutboxState.Queued, _site.MailOfAsync(customer).Result.State));
        Assert.Equal(OutboxState.Failed, (await _site.MailOfAsync(other)).State);
    }

    [Fact]
    public async Task Resend_OfAStaffMailThatFailed_QueuesItAgain()
    {
        var user = await _site.Data.UserAsync();
        var mail = OutboxMessage.ToUser(MessageKind.Test, user.Id, DateTimeOffset.UtcNow);
        await using (var db = _site.Database.Open())
        {
            db.Add(mail);
            await db.SaveChangesAsync();
        }

        await _site.Database.ExecuteAsync("update outbox_messages set state = 'Failed'");
        using var staff = await _site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(await staff.GetPageAsync($"/mail/{mail.Id}"));
        Assert.Equal($"/mail/{mail.Id}", answer.Location);
        Assert.Equal(OutboxState.Queued, await _site.ReadAsync(db => db.OutboxMessages.Select(m => m.State).SingleAsync()));
        Assert.Equal(user.UserName, await _site.ReadAsync(db => db.AuditEntries.Where(e => e.Kind == ExhibitionCrm.Web.Activity.EventKinds.Of<StaffMailRequeued>()).Select(e => e.SubjectId).SingleAsync()));
    }

    [Fact]
    public async Task Details_ShowEachAttempt()
    {
        var customer = await FailedAsync();
        var mail = await _site.MailOfAsync(customer);
        await _site.Database.ExecuteAsync($"""
            insert into mail_attempts (message_id, started_at, finished_at, recipient, error) values
                ('{mail.Id}', now() - interval '2 minutes', now() - interval '119 seconds', 'first@example.org', '451 later'),
                ('{mail.Id}', now() - interval '1 minute', now() - interval '57.5 seconds', 'second@example.org', '550 no')
            """);
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        var rows = (await viewer.GetPageAsync($"/mail/{mail.Id}")).Rows();
        Assert.Equal([("2.5 s", "second@example.org", "550 no"), ("1.0 s", "first@example.org", "451 later")], rows.Select(r => (r["Duration"], r["Sent to"], r["Outcome"])));
    }

    [Fact]
    public async Task Details_OfUnknownMail_AreNotFound()
    {
        using var viewer = await _site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetPageAsync($"/mail/{Guid.NewGuid()}")).Status);
    }

    private async Task<Customer> FailedAsync(string? name = null, string error = "550 no")
    {
        var customer = await _site.Data.CustomerAsync(name: name, mailState: OutboxState.Failed);
        await _site.Database.ExecuteAsync($"update outbox_messages set state = 'Failed', attempts = 3, last_error = '{error}' where customer_id = '{customer.Id}'");
        return customer;
    }
}
