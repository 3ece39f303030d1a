using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Mail;

/// <summary>Resending to many: asks first, is told as one, and can be called back. No worker runs here.</summary>
public sealed class MassResendTests : IAsyncLifetime
{
    private static readonly Actor Somebody = new("somebody");
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public async Task DisposeAsync() => await ((IAsyncDisposable)_site).DisposeAsync();

    [Fact]
    public async Task Resend_ToAllThatMatch_AsksWithNumbersAndSendsToThoseWithoutTheMail()
    {
        await MailsAsync(("Failed", 3), ("Sent", 4), ("Queued", 2), ("Sending", 1), ("Cancelled", 1), ("none", 2));
        using var staff = await _site.SignInAsync(Roles.Staff);
        var asked = await AskAsync(staff);
        Assert.Equal("Resend the welcome email to 6 customers?", asked.TextOf("h1"));
        Assert.Equal(["13", "6", "4", "3"], asked.TextsOf("dl.facts dd"));
        Assert.Equal(0, await _site.ReadAsync(db => db.MailBatches.CountAsync()));

        var batch = await staff.FollowAsync(await staff.SubmitAsync(asked));
        Assert.Equal("Resend to 6 customers", batch.TextOf("h1"));
        Assert.Equal(6, await _site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.BatchId != null && m.State == OutboxState.Queued)));
        Assert.Equal(13, await _site.ReadAsync(db => db.OutboxMessages.CountAsync()));

        var entry = Assert.Single(await EntriesAsync());
        var happened = Assert.IsType<MailBatchQueued>(entry.Event);
        Assert.Equal((batch.Url.Segments[^1], 6, false), (happened.BatchId.ToString(), happened.Customers, happened.WithSent));
        Assert.Contains("Some are still queued", (await staff.GetPageAsync("/mail")).Text, StringComparison.Ordinal);
        Assert.Contains("queued the welcome email to 6 customers to be sent again", (await staff.GetPageAsync("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resend_WithThoseWhoHaveIt_SendsItToThemOnceMore()
    {
        await MailsAsync(("Failed", 2), ("Sent", 3), ("Queued", 1));
        using var staff = await _site.SignInAsync(Roles.Staff);
        await staff.SubmitAsync(await AskAsync(staff), ("WithSent", "true"));
        Assert.Equal(5, await _site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.BatchId != null && m.State == OutboxState.Queued)));
        Assert.Equal(3, await _site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.State == OutboxState.Sent)));
        Assert.True(Assert.IsType<MailBatchQueued>(Assert.Single(await EntriesAsync()).Event).WithSent);
    }

    [Fact]
    public async Task Resend_SentTwiceAtOnceAndLater_SendsOnce()
    {
        await MailsAsync(("Failed", 20), ("Sent", 30));
        using var staff = await _site.SignInAsync(Roles.Staff);
        var asked = await AskAsync(staff);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => staff.SubmitAsync(asked, ("WithSent", "true"))));
        Assert.Single(answers.Select(a => a.Location).Distinct());

        // All of them leave; then the form comes once more.
        await _site.Database.ExecuteAsync("update outbox_messages set state = 'Sent', sent_at = now() - interval '1 hour'");
        await staff.SubmitAsync(asked, ("WithSent", "true"));
        Assert.Equal(80, await _site.ReadAsync(db => db.OutboxMessages.CountAsync()));
        Assert.Equal(0, await _site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.State == OutboxState.Queued)));
        Assert.Single(await EntriesAsync());
    }

    [Theory]
    [InlineData(false, "update outbox_messages set state = 'Failed' where id = (select id from outbox_messages where state = 'Sent' limit 1)", 3)]
    [InlineData(true, "delete from outbox_messages where state = 'Queued'", 7)]
    public async Task Resend_ToMoreThanThePersonWasTold_AsksAgainWithTheNewNumber(bool withSent, string meanwhile, int planned)
    {
        await MailsAsync(("Failed", 2), ("Sent", 3), ("Queued", 2));
        using var staff = await _site.SignInAsync(Roles.Staff);
        var asked = await AskAsync(staff);
        await _site.Database.ExecuteAsync(meanwhile);

        var answer = withSent ? ("WithSent", "true") : ("WithSent", "false");
        var again = await staff.SubmitAsync(asked, answer);
        Assert.Contains($"match now: {planned}.", again.TextOf(".alert-danger"), StringComparison.Ordinal);
        Assert.Equal(0, await _site.ReadAsync(db => db.MailBatches.CountAsync()));

        await staff.SubmitAsync(again, answer);
        Assert.Equal(planned, await _site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.BatchId != null)));
    }

    [Fact]
    public async Task Resend_ToMoreThanStaffMay_IsAnAdministrators()
    {
        await MailsAsync(("Failed", MailBatch.StaffLimit), ("Sent", 1));
        using var staff = await _site.SignInAsync(Roles.Staff);
        var asked = await AskAsync(staff);
        var refused = await staff.SubmitAsync(asked, ("WithSent", "true"));
        Assert.Contains("Only an administrator", refused.TextOf(".alert-danger"), StringComparison.Ordinal);
        Assert.Equal(0, await _site.ReadAsync(db => db.MailBatches.CountAsync()));

        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var batch = await administrator.SubmitAsync(await AskAsync(administrator), ("WithSent", "true"));
        Assert.Equal(HttpStatusCode.Redirect, batch.Status);
        var page = await staff.GetPageAsync(batch.Location!);
        Assert.Null(page.Document.QuerySelector("main form"));
        Assert.Contains("Only an administrator can cancel", page.Text, StringComparison.Ordinal);
        var form = page.Form("form[action='/account/sign-out']");
        form.SetAttribute("action", batch.Location!);
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.SubmitAsync(page, form)).Status);
        Assert.Equal(MailBatch.StaffLimit + 1, await _site.ReadAsync(db => db.OutboxMessages.CountAsync(m => m.State == OutboxState.Queued)));
    }

    [Fact]
    public async Task Ask_WithMoreThanStaffMay_SaysSoAndOffersNothing()
    {
        await MailsAsync(("Failed", MailBatch.StaffLimit + 1));
        using var staff = await _site.SignInAsync(Roles.Staff);
        var asked = await AskAsync(staff);
        Assert.Contains("Only an administrator", asked.Text, StringComparison.Ordinal);
        Assert.Null(asked.Document.QuerySelector("main form button"));
        Assert.Contains("Only an administrator", (await staff.SubmitAsync(asked)).TextOf(".alert-danger"), StringComparison.Ordinal);
        Assert.Equal(0, await _site.ReadAsync(db => db.MailBatches.CountAsync()));
    }

    [Fact]
    public async Task Cancel_TakesBackWhatWaitsAndTellsWhatCustomersHave()
    {
        await MailsAsync(("Failed", 3), ("Sent", 2));
        using var staff = await _site.SignInAsync(Roles.Staff);
        var batch = await staff.FollowAsync(await staff.SubmitAsync(await AskAsync(staff), ("WithSent", "true")));
        await _site.Database.ExecuteAsync(
            "update outbox_messages set state = 'Sending' where id = (select id from outbox_messages where state = 'Queued' and attempts = 0 order by created_at limit 1)");
        batch = await staff.GetPageAsync(batch.Url.PathAndQuery);
        Assert.Contains("Cancel 4 queued", batch.Text, StringComparison.Ordinal);

        var cancelled = await staff.FollowAsync(await staff.SubmitAsync(batch));
        Assert.Contains("4 emails cancelled.", cancelled.Text, StringComparison.Ordinal);
        Assert.Equal(["Cancelled 4", "Sending 1", "Sent 2"], await StatesAsync("outbox_messages", "state"));
        Assert.Equal(["Cancelled 2", "Sent 2"], (await StatesAsync("customers", "mail_state")).Where(s => !s.StartsWith("Queued", StringComparison.Ordinal)));
        Assert.Equal([typeof(MailBatchQueued), typeof(MailBatchCancelled)], (await EntriesAsync()).Select(e => e.Event.GetType()));
        Assert.Contains("cancelled the remaining emails of a resend to 5 customers", (await staff.GetPageAsync("/")).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await staff.GetPageAsync("/customers?mail=cancelled")).Rows().Count);
        Assert.Contains("Cancelled 4", (await staff.GetPageAsync("/mail")).TextsOf(".mail-tabs a"));

        // Once more changes nothing, nor does the form that resent; another resend takes them up.
        Assert.Contains("nothing left to cancel", (await staff.FollowAsync(await staff.SubmitAsync(batch))).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await EntriesAsync()).Count);
        var again = await AskAsync(staff);
        Assert.Equal("Resend the welcome email to 2 customers?", again.TextOf("h1"));
        await staff.SubmitAsync(again);
        Assert.Equal(["Cancelled 2", "Queued 2", "Sending 1", "Sent 2"], await StatesAsync("outbox_messages", "state"));
    }

    [Fact]
    public async Task Cancel_ManyTimesAtOnce_CancelsOnce()
    {
        await MailsAsync(("Failed", 50));
        using var staff = await _site.SignInAsync(Roles.Staff);
        var batch = await staff.FollowAsync(await staff.SubmitAsync(await AskAsync(staff)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => staff.SubmitAsync(batch)));

        Assert.All(answers, answer => Assert.Equal(batch.Url.AbsolutePath, answer.Location));
        Assert.Equal([typeof(MailBatchQueued), typeof(MailBatchCancelled)], (await EntriesAsync()).Select(e => e.Event.GetType()));
        Assert.Equal(["Cancelled 50"], await StatesAsync("customers", "mail_state"));
    }

    [Fact]
    public async Task Resend_OfTickedCustomers_AsksForTheseAlone()
    {
        await MailsAsync(("Failed", 3));
        using var staff = await _site.SignInAsync(Roles.Staff);
        var list = await staff.GetPageAsync("/customers");
        var form = list.Form("form[data-selection]");
        form.SetAttribute("action", "/mail/resend-selected");
        var ids = list.TextsOf("td .customer-id");
        foreach (var box in form.QuerySelectorAll("[name=ids]").Take(2))
        {
            box.SetAttribute("checked", "checked");
        }

        var asked = await staff.FollowAsync(await staff.SubmitAsync(list, form));
        Assert.Equal("Resend the welcome email to 2 customers?", asked.TextOf("h1"));
        await staff.SubmitAsync(asked);
        Assert.Equal(
            ids.Take(2).Order(), (await _site.ReadAsync(db => db.OutboxMessages.Where(m => m.State == OutboxState.Queued).Select(m => m.CustomerId!).ToListAsync())).Order());
    }

    [Fact]
    public async Task Send_ToManyThousands_TakesEachOnceInAFewStatements()
    {
        await _site.Data.CustomersAsync(5_500);
        await _site.Database.ExecuteAsync("update customers set mail_state = 'Failed'");
        var batch = Guid.NewGuid();
        var counts = await WithChosenAsync("failed", (resend, chosen) => resend.CountAsync(chosen));
        Assert.Equal(new ResendCounts(5_500, 0, 0), counts);
        await WithChosenAsync("failed", async (resend, chosen) =>
        {
            await resend.SendAsync(batch, chosen, counts.All, withSent: false, new ChosenCustomers(), Somebody);
            return true;
        });
        Assert.Equal(5_500, await _site.ReadAsync(db => db.OutboxMessages.Select(m => m.CustomerId).Distinct().CountAsync()));
        Assert.Equal(0, await _site.ReadAsync(db => db.Customers.CountAsync(c => c.MailState == OutboxState.Failed)));
        Assert.Single(await EntriesAsync());
        Assert.Equal(5_500, await _site.WithServiceAsync<MassResend, int>(resend => resend.CancelAsync(batch, Somebody)));
        Assert.Equal(["Cancelled 5500"], await StatesAsync("customers", "mail_state"));
    }

    [Fact]
    public async Task Cancel_OfWhatWasSentMeanwhile_TakesNothingBack()
    {
        await MailsAsync(("Failed", 1));
        using var staff = await _site.SignInAsync(Roles.Staff);
        await staff.SubmitAsync(await AskAsync(staff));
        await _site.Database.ExecuteAsync("update outbox_messages set state = 'Sent', sent_at = now()");
        var mail = await _site.ReadAsync(db => db.OutboxMessages.SingleAsync());
        Assert.Equal(0, await _site.WithServiceAsync((OutboxRequeue requeue) => requeue.CancelAsync([mail.CustomerId!], MessageKind.Welcome, mail.BatchId!.Value)));
        Assert.Equal(["Sent 1"], await StatesAsync("outbox_messages", "state"));
    }

    private static async Task<CrmPage> AskAsync(CrmClient client)
    {
        var list = await client.GetPageAsync("/customers");
        var form = list.Form("form[data-selection]");
        form.SetAttribute("action", "/mail/resend-selected");
        return await client.FollowAsync(await client.SubmitAsync(list, form, ("all", "true")));
    }

    private Task<T> WithChosenAsync<T>(string state, Func<MassResend, IQueryable<Customer>, Task<T>> run) =>
        _site.WithServiceAsync<IServiceProvider, T>(services => run(
            services.GetRequiredService<MassResend>(),
            services.GetRequiredService<CustomerList>().Matching(new CustomerFilter(null, Enum.Parse<OutboxState>(state, ignoreCase: true), DateFilter.None))));

    /// <summary>Customers whose only mail is in the state; "none" have no mail.</summary>
    private async Task MailsAsync(params (string State, int Count)[] states)
    {
        await _site.Data.CustomersAsync(states.Sum(s => s.Count));
        var ids = new Queue<string>(await _site.Database.ListAsync("select id from customers order by id"));
        foreach (var (state, count) in states.Where(s => s.State != "none"))
        {
            var some = string.Join(", ", Enumerable.Range(0, count).Select(_ => $"'{ids.Dequeue()}'"));
            await _site.Database.ExecuteAsync($"""
                insert into outbox_messages (id, kind, customer_id, state, created_at, due_at, attempts, sent_at)
                select gen_random_uuid(), 'Welcome', id, '{state}', now() - interval '1 day', now(), 1, {(state == "Sent" ? "now() - interval '1 day'" : "null")}
                from customers where id in ({some});
                update customers set mail_state = '{state}' where id in ({some});
                """);
        }
    }

    private Task<List<string>> StatesAsync(string table, string column) =>
        _site.Database.ListAsync($"select {column} || ' ' || count(*) from {table} group by {column} order by 1");

    private Task<List<AuditEntry>> EntriesAsync() =>
        _site.ReadAsync(db => db.AuditEntries.Where(e => e.Subject == MailBatchEvent.SubjectType || e.Kind == EventKinds.Of<MailRequeued>()).OrderBy(e => e.Id).ToListAsync());
}
