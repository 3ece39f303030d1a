using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests;

/// <summary>What tests of mail do with a site again and again.</summary>
internal static class MailSteps
{
    /// <summary>A customer whose welcome mail is due.</summary>
    public static async Task<Customer> RegisterAsync(this CrmSite site, string? email = null, string? name = null)
    {
        var customer = await site.Data.CustomerAsync(name: name, email: email);
        site.Wake();
        return customer;
    }

    public static void Wake(this CrmSite site) => site.Services.GetRequiredService<OutboxSignal>().Wake();

    /// <summary>The customer's only mail.</summary>
    public static Task<OutboxMessage> MailOfAsync(this CrmSite site, Customer customer) =>
        site.ReadAsync(db => db.OutboxMessages.AsNoTracking().SingleAsync(m => m.CustomerId == customer.Id));

    public static Task<List<DeliveryAttempt>> AttemptsOfAsync(this CrmSite site, Customer customer) => site.ReadAsync(db => db.DeliveryAttempts
        .Where(a => db.OutboxMessages.Any(m => m.Id == a.MessageId && m.CustomerId == customer.Id)).OrderBy(a => a.Id).ToListAsync());

    public static Task<OutboxState> StateShownAsync(this CrmSite site, Customer customer) =>
        site.ReadAsync(db => db.Customers.Where(c => c.Id == customer.Id).Select(c => c.MailState).SingleAsync());

    public static async Task<OutboxMessage> WaitForAsync(this CrmSite site, Customer customer, OutboxState state, int attempts = 1, TimeSpan? patience = null)
    {
        await Eventually.TrueAsync(
            async () => await site.MailOfAsync(customer) is { } mail && mail.State == state && mail.Attempts == attempts,
            $"a mail {state} after {attempts} attempts", patience);
        return await site.MailOfAsync(customer);
    }

    /// <summary>Waits until the mail is back in the queue with an error, whether the attempt counted or not.</summary>
    public static async Task<OutboxMessage> WaitForErrorAsync(this CrmSite site, Customer customer)
    {
        await Eventually.TrueAsync(
            async () => await site.MailOfAsync(customer) is { State: OutboxState.Queued, LastError: not null }, "a mail that waits for its next attempt");
        return await site.MailOfAsync(customer);
    }

    /// <summary>Lets the time pass that mails wait for their next attempt.</summary>
    public static async Task MakeDueAsync(this CrmSite site)
    {
        await site.Database.ExecuteAsync("update outbox_messages set due_at = now() where state in ('Queued', 'Sending')");
        site.Wake();
    }
}
