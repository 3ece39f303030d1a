using System.Globalization;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests;

public sealed partial class TestData
{
    /// <summary>One beside the site's, in another zone and currency; the site knows it at once.</summary>
    /// <returns>Its ID.</returns>
    public async Task<int> AnotherExhibitionAsync(string name = "There", ExhibitionState state = ExhibitionState.Open)
    {
        var slug = $"there-{Guid.NewGuid():N}";
        await site.Database.ExecuteAsync($"""
            insert into exhibitions (slug, name, venue, time_zone, currency, implausible_from, state, created_at, version)
            values ('{slug}', '{name}', '', 'Asia/Tokyo', 'USD', 10000, '{state.ToString().ToLowerInvariant()}', now(), 0)
            """);
        var cache = site.Services.GetRequiredService<ExhibitionCache>();
        cache.Expire();
        await cache.RefreshAsync();
        return int.Parse((await site.Database.ListAsync($"select id::text from exhibitions where slug = '{slug}'"))[0], CultureInfo.InvariantCulture);
    }

    /// <summary>As <see cref="CustomerAsync"/>, at another exhibition.</summary>
    public async Task<Customer> CustomerElsewhereAsync(
        int exhibition, string? id = null, string? name = null, string? email = null, string? phone = null, string company = "", string jobTitle = "",
        string note = "", DateTimeOffset? createdAt = null)
    {
        var number = Next();
        var now = createdAt ?? DateTimeOffset.UtcNow;
        var details = ContactDetails.OfStored(
            name ?? $"Visitor {number}", email ?? $"elsewhere{number}@example.org", phone ?? $"+49 89 {number:000000}", company, jobTitle, note);
        var customer = Customer.Register(id ?? CustomerId.New(), details, Guid.NewGuid(), "somebody", now);
        await using var db = site.Database.Open(exhibition);
        db.AddRange(customer, AuditEntry.Of(new Actor("somebody"), CustomerRegistered.Of(customer), now));
        if (customer.Email.Length > 0)
        {
            db.Add(OutboxMessage.Welcome(customer.Id, now));
        }

        await db.SaveChangesAsync();
        return customer;
    }
}
