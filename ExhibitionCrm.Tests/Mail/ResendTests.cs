using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Mail;

/// <summary>Sending again by hand. No worker runs here, so that nothing changes in between.</summary>
public sealed class ResendTests(CrmSite site) : IClassFixture<CrmSite>
{
    private static readonly Actor Somebody = new("somebody");

    [Fact]
    public async Task Resend_OfAFailedMail_PutsTheSameOneBack()
    {
        var customer = await CustomerAsync(OutboxState.Failed, attempts: 7, error: "550 no");
        Assert.True(await ResendAsync(customer));

        var mail = await site.MailOfAsync(customer);
        Assert.Equal((OutboxState.Queued, 0), (mail.State, mail.Attempts));
        Assert.True(mail.DueAt <= DateTimeOffset.UtcNow);
        Assert.Equal(OutboxState.Queued, await site.StateShownAsync(customer));
        var entry = Assert.Single(await AuditAsync(customer));
        Assert.Equal(("somebody", new MailRequeued(customer.Id)), (entry.Actor, entry.Event));
    }

    [Fact]
    public async Task Resend_OfASentMail_WritesANewOne()
    {
        var customer = await CustomerAsync(OutboxState.Sent);
        Assert.True(await ResendAsync(customer));
        Assert.Equal([OutboxState.Queued, OutboxState.Sent], (await MailsAsync(customer)).Select(m => m.State).Order());
        Assert.Equal(OutboxState.Queued, await site.StateShownAsync(customer));
    }

    [Fact]
    public async Task Resend_OfAMailThatWaits_MakesItDue()
    {
        var customer = await CustomerAsync(OutboxState.Queued, dueIn: "1 hour");
        Assert.True(await ResendAsync(customer));
        Assert.True((await site.MailOfAsync(customer)).DueAt <= DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Resend_OfAMailUnderWayOrJustSent_DoesNothing()
    {
        var sending = await CustomerAsync(OutboxState.Sending, dueIn: "1 minute");
        var due = await CustomerAsync(OutboxState.Queued);
        var justSent = await CustomerAsync(OutboxState.Sent, sentAgo: "1 second");
        foreach (var customer in new[] { sending, due, justSent })
        {
            Assert.False(await ResendAsync(customer));
            Assert.Empty(await AuditAsync(customer));
            Assert.Single(await MailsAsync(customer));
        }
    }

    [Fact]
    public async Task Resend_OfACustomerWithoutAnyMail_WritesOne()
    {
        var customer = Assert.Single(await site.Data.CustomersAsync(1));
        Assert.True(await ResendAsync(customer));
        Assert.Equal(OutboxState.Queued, (await site.MailOfAsync(customer)).State);
    }

    [Fact]
    public async Task Resend_ByManyAtOnce_WritesOneMail()
    {
        var customer = await CustomerAsync(OutboxState.Sent);
        var did = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ResendAsync(customer))));
        Assert.Single(did, true);
        Assert.Equal(2, (await MailsAsync(customer)).Count);
        Assert.Single(await AuditAsync(customer));
    }

    // Who began earlier and waited for the other's end must not take the mail that is due for one that is yet to be.
    [Fact]
    public async Task Resend_BegunBeforeAnothersAndDoneAfterIt_DoesNothing()
    {
        var customer = await CustomerAsync(OutboxState.Sent);
        Assert.Empty(await BeginAsync(
            meanwhile: async () => Assert.True(await ResendAsync(customer)),
            requeue => requeue.ToCustomersAsync([customer.Id], MessageKind.Welcome, null, withSent: true, TimeSpan.FromSeconds(10), CancellationToken.None)));
    }

    [Fact]
    public async Task ResendToStaff_BegunBeforeAnothersAndDoneAfterIt_DoesNothing()
    {
        var user = await site.Data.UserAsync();
        var mail = OutboxMessage.ToUser(MessageKind.Test, user.Id, DateTimeOffset.UtcNow);
        await using (var db = site.Database.Open())
        {
            db.Add(mail);
            await db.SaveChangesAsync();
        }

        await site.Database.ExecuteAsync($"update outbox_messages set state = 'Failed' where id = '{mail.Id}'");
        Assert.Empty(await BeginAsync(
            meanwhile: async () => Assert.Equal([user.UserName!], await site.WithServiceAsync((OutboxRequeue requeue) => requeue.ToUsersAsync([mail.Id], CancellationToken.None))),
            requeue => requeue.ToUsersAsync([mail.Id], CancellationToken.None)));
    }

    /// <returns>What came of it, asked for when the other was done, in a transaction that had begun before.</returns>
    private async Task<List<string>> BeginAsync(Func<Task> meanwhile, Func<OutboxRequeue, Task<List<string>>> ask)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            await using var earlier = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"select now()");
            await meanwhile();
            return await ask(scope.ServiceProvider.GetRequiredService<OutboxRequeue>());
        });
    }

    [Fact]
    public async Task Resend_OfUnknownCustomer_DoesNothing() =>
        Assert.False(await site.WithServiceAsync<MailService, bool>(mails => mails.ResendAsync("00000000", Somebody)));

    [Fact]
    public async Task Endpoint_ForAViewer_IsForbidden()
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/mail");
        var form = page.Form("form[action='/account/sign-out']");
        form.SetAttribute("action", "/mail/resend?customer=00000000");
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.SubmitAsync(page, form)).Status);
    }

    [Fact]
    public async Task Endpoint_WithoutTheFormsToken_IsRefused()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        using var answer = await staff.Http.PostAsync(new Uri("/mail/resend?customer=00000000", UriKind.Relative), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Endpoint_ForACustomer_ResendsAndGoesBackToThem()
    {
        var customer = await CustomerAsync(OutboxState.Failed);
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync("/mail");
        var form = page.Form("form[action='/account/sign-out']");
        form.SetAttribute("action", $"/mail/resend?customer={customer.Id}");
        var answer = await staff.SubmitAsync(page, form);
        Assert.Equal($"/customers/{customer.Id}", answer.Location);
        Assert.Contains("Email queued.", (await staff.FollowAsync(answer)).Text, StringComparison.Ordinal);
        Assert.Equal(OutboxState.Queued, (await site.MailOfAsync(customer)).State);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    public async Task Endpoint_WithAnAddressElsewhere_StaysHere(string returnUrl)
    {
        await CustomerAsync(OutboxState.Failed);
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(await staff.GetPageAsync("/mail"), ("returnUrl", returnUrl));
        Assert.Equal("/mail", answer.Location);
    }

    private async Task<bool> ResendAsync(Customer customer) =>
        await site.WithServiceAsync<MailService, bool>(mails => mails.ResendAsync(customer.Id, Somebody));

    private async Task<Customer> CustomerAsync(OutboxState state, int attempts = 1, string? error = null, string dueIn = "0", string sentAgo = "1 minute")
    {
        var customer = await site.Data.CustomerAsync(mailState: state is OutboxState.Sending ? OutboxState.Queued : state);
        await site.Database.ExecuteAsync($"""
            update outbox_messages set state = '{state}', attempts = {attempts}, last_error = {(error is null ? "null" : $"'{error}'")},
                due_at = now() + interval '{dueIn}', sent_at = {(state == OutboxState.Sent ? $"now() - interval '{sentAgo}'" : "null")}
            where customer_id = '{customer.Id}'
            """);
        return customer;
    }

    private Task<List<OutboxMessage>> MailsAsync(Customer customer) =>
        site.ReadAsync(db => db.OutboxMessages.Where(m => m.CustomerId == customer.Id).ToListAsync());

    private Task<List<AuditEntry>> AuditAsync(Customer customer) =>
        site.ReadAsync(db => db.AuditEntries.Where(e => e.SubjectId == customer.Id && e.Kind == EventKinds.Of<MailRequeued>()).ToListAsync());
}
