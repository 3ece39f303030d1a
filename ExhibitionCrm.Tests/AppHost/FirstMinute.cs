using System.Net;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>A counter's first minute at a site that the AppHost started.</summary>
internal static class FirstMinute
{
    public static CrmClient Open(Uri site, Func<string?> lastError) => new(site, new CookieContainer(), lastError);

    public static async Task SignInAsync(CrmClient client, string password)
    {
        var signedIn = await client.SubmitAsync(await client.GetPageAsync("/account/sign-in"), ("UserName", "admin"), ("Password", password));
        Assert.Equal("/", signedIn.Location);
    }

    /// <summary>Registers a customer, another one each time, and adds a bill to them.</summary>
    public static async Task RegisterAndBillAsync(CrmClient client)
    {
        var registered = await client.SubmitAsync(
            await client.GetPageAsync("/customers/new"),
            ("Input.Name", "Ada Lovelace"), ("Input.Email", $"ada.{Guid.NewGuid():N}@example.org"), ("Input.Phone", $"+49 30 {Random.Shared.NextInt64(1_000_000, 1_000_000_000)}"));
        var customer = await client.FollowAsync(registered);
        var added = await client.SubmitAsync(customer, customer.Form("form:has([name='Bill.Amount'])"), ("Bill.Amount", "12.50"));
        Assert.Contains("12.50 EUR", (await client.FollowAsync(added)).Text, StringComparison.Ordinal);
    }

    public static async Task FindBillAsync(CrmClient client) =>
        Assert.Contains("Ada Lovelace", (await client.GetPageAsync("/bills")).Text, StringComparison.Ordinal);
}
