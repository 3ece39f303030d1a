using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests;

/// <summary>Addresses that show every page with something on it, for tests that look at all of them.</summary>
public static class Places
{
    /// <summary>Without an account.</summary>
    public static readonly IReadOnlyList<string> SignedOut = ["/account/sign-in", "/account/forgot-password", "/account/reset-password"];

    /// <summary>As an administrator. {exhibition}, {customer}, {bill}, {void}, {mail}, {survivor}, {merge} and {user} stand for what <see cref="FillAsync"/> makes.</summary>
    public static readonly IReadOnlyList<string> SignedIn =
    [
        "/",
        "/customers",
        "/customers?q=nobody+at+all",
        "/customers?created=range&from=2020-01-01&sort=-total",
        "/customers/new",
        "/customers/{customer}",
        "/customers/{customer}/edit",
        "/customers/{customer}/delete",
        "/customers/{customer}/merge",
        "/customers/{customer}/merge?with=example",
        "/customers/{customer}/merge?with=ZZZZZZZ8",
        "/customers/{customer}/merge?with={survivor}",
        "/customers/{survivor}",
        "/customers/{survivor}/merges/{merge}/undo",
        "/customers/{customer}/badge",
        "/customers/{customer}/badge?size=100x60",
        "/customers/{customer}/badge/print",
        "/customers/possible-duplicates",
        "/customers/possible-duplicates?show=distinct",
        "/customers/scan",
        "/customers/scan?for=bill",
        "/customers/find?q=example",
        "/customers/find?q=ZZZZZZZ8",
        "/bills",
        "/bills/new",
        "/bills/new?customer={customer}",
        "/bills/new?customer=example",
        "/bills/new?customer=ZZZZZZZ8",
        "/bills/{bill}",
        "/bills/{void}",
        "/bills/{bill}/void",
        "/mail",
        "/mail/{mail}",
        "/mail/resend-many?q=example",
        "/mail/batches/{batch}",
        "/staff",
        "/staff/new",
        "/staff/{user}",
        "/activity",
        "/settings",
        "/exhibitions",
        "/exhibitions/new",
        "/exhibitions/new?from={exhibition}",
        "/exhibitions/{exhibition}",
        "/exhibitions/{exhibition}/delete",
        "/exhibitions/{exhibition}/logo",
        "/account/profile",
        "/account/profile/second-factor",
        "/nothing-here",
    ];

    /// <summary>Makes rows that are hard to show, and gives what to put into the addresses.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FillAsync(CrmSite site)
    {
        var customer = await site.Data.CustomerAsync(
            name: string.Concat(Enumerable.Repeat("Donaudampfschifffahrt", 12)), email: $"{new string('e', 60)}@{new string('x', 60)}.example.org",
            company: new string('C', 255), jobTitle: $"{new string('J', 100)} of all the rest", note: $"{new string('n', 300)}\nand\nmore lines");
        var rightToLeft = await site.Data.CustomerAsync(name: "شركة المعرض الدولي للتجارة (دبي)", phone: "+971 4 123 4567", company: "شركة المعرض الدولي", jobTitle: "مدير");
        var bill = await site.Data.BillAsync(customer.Id, 99_999_999.99m, $"{new string('w', 300)}\nand\nmore lines");
        var voided = await site.Data.BillAsync(rightToLeft.Id, 1m, voidReason: new string('r', 200));
        var user = await site.Data.UserAsync(userName: $"u{new string('s', 50)}{bill.Id:N}"[..60]);
        await site.Data.CustomersAsync(110, i => ContactDetails.OfStored($"Example {i} GmbH & Co. KG", $"info{i}@example.org", $"+49 40 {i}", i % 3 == 0 ? "" : $"Example Holding {i} Aktiengesellschaft"));
        await site.Data.ExhibitionAsync(text => text with
        {
            Name = new string('W', 100),
            Venue = $"{new string('v', 150)} and the hall",
            StartsOn = "2026-11-24",
            EndsOn = "2026-11-27",
            PrivacyUrl = $"https://example.org/{new string('p', 200)}",
        });
        var survivor = await site.Data.CustomerAsync(company: "Old GmbH", note: "A note");
        var merge = await site.Data.MergeAsync(
            survivor.Id, (await site.Data.CustomerAsync(name: new string('M', 255), note: $"{new string('n', 300)}\nand more")).Id, TestData.FieldsOfFirst with { Name = MergeSource.Second });
        return new Dictionary<string, string>
        {
            ["{exhibition}"] = $"{await site.Data.IdOfExhibitionAsync()}",
            ["{customer}"] = customer.Id,
            ["{bill}"] = bill.Id.ToString(),
            ["{void}"] = voided.Id.ToString(),
            ["{batch}"] = (await BatchAsync(site, customer, rightToLeft)).ToString(),
            ["{mail}"] = (await site.ReadAsync(db => db.OutboxMessages.Where(m => m.CustomerId == customer.Id).Select(m => m.Id).SingleAsync())).ToString(),
            ["{user}"] = user.UserName!,
            ["{survivor}"] = survivor.Id,
            ["{merge}"] = $"{merge}",
        };
    }

    private static async Task<Guid> BatchAsync(CrmSite site, params Customer[] customers)
    {
        var (id, ids) = (Guid.NewGuid(), customers.Select(c => c.Id).ToArray());
        await site.ReadAsync(db => db.OutboxMessages.Where(m => ids.Contains(m.CustomerId)).ExecuteUpdateAsync(m => m.SetProperty(x => x.State, OutboxState.Failed)));
        await site.WithServiceAsync<IServiceProvider, bool>(async services =>
        {
            var chosen = services.GetRequiredService<CustomerList>().Matching(new CustomerFilter(null, null, DateFilter.None)).Where(c => ids.Contains(c.Id));
            await services.GetRequiredService<MassResend>().SendAsync(id, chosen, ids.Length, withSent: false, new ChosenCustomers(), new Actor("somebody"));
            return true;
        });
        return id;
    }

    public static string With(this string place, IReadOnlyDictionary<string, string> values) =>
        values.Aggregate(place, (text, value) => text.Replace(value.Key, value.Value, StringComparison.Ordinal));
}
