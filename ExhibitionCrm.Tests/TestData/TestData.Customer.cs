using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests;

public sealed partial class TestData
{
    /// <summary>A customer with the audit entry and the welcome mail that a registration makes.</summary>
    /// <param name="email">Empty for none, and no mail.</param>
    /// <param name="mailState">Sets the customer's alone, not the message's.</param>
    public async Task<Customer> CustomerAsync(
        string? id = null, string? name = null, string? email = null, string? phone = null,
        OutboxState mailState = OutboxState.Queued, DateTimeOffset? createdAt = null, string createdBy = "somebody",
        string company = "", string jobTitle = "", string note = "")
    {
        var number = Next();
        var now = createdAt ?? DateTimeOffset.UtcNow;
        var details = ContactDetails.OfStored(
            name ?? $"Visitor {number}", email ?? $"visitor{number}@example.org", phone ?? $"+49 30 {number:000000}", company, jobTitle, note);
        var customer = Customer.Register(id ?? CustomerId.New(), details, Guid.NewGuid(), createdBy, now);
        await SaveAsync(db =>
        {
            db.Add(customer);
            if (customer.Email.Length > 0)
            {
                db.Add(OutboxMessage.Welcome(customer.Id, now));
            }

            db.Add(AuditEntry.Of(new Actor(createdBy), CustomerRegistered.Of(customer), now));
            return Task.CompletedTask;
        });
        if (mailState != OutboxState.Queued)
        {
            await SaveAsync(db => db.Customers.Where(c => c.Id == customer.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.MailState, mailState)));
        }

        return customer;
    }

    /// <summary>Many customers at once, without mail or history: for lists.</summary>
    public async Task<IReadOnlyList<Customer>> CustomersAsync(int count, Func<int, ContactDetails>? details = null)
    {
        var now = DateTimeOffset.UtcNow;
        details ??= i => ContactDetails.OfStored($"Visitor {i}", $"visitor{i}@example.org", $"+49 40 {i:000000}");
        var customers = Enumerable.Range(1, count)
            .Select(i => Customer.Register(CustomerId.New(), details(i), Guid.NewGuid(), "somebody", now.AddSeconds(i - count))).ToList();
        await SaveAsync(db => db.Customers.AddRangeAsync(customers));
        return customers;
    }
}
