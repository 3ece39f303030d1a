using AngleSharp.Html.Dom;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Tests;

/// <summary>A site on which sessions are looked at on every request.</summary>
public sealed class StaffSite : CrmSite
{
    /// <summary>How long a session that ended may go on, as the program has set it.</summary>
    public TimeSpan SessionsAreCheckedEvery { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var options = Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value;
        SessionsAreCheckedEvery = options.ValidationInterval;
        options.ValidationInterval = TimeSpan.Zero;
    }
}

internal static class StaffSteps
{
    /// <summary>Fills in the form at /account/sign-in.</summary>
    public static async Task<CrmPage> SignInByFormAsync(this CrmClient client, string name, string password, string returnUrl = "") =>
        await client.SubmitAsync(
            await client.GetPageAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}"), ("UserName", name), ("Password", password));

    /// <summary>Presses the button of this name, which may send its form to an address of its own.</summary>
    public static Task<CrmPage> PressAsync(this CrmClient client, CrmPage page, string button, params (string Name, string? Value)[] values)
    {
        var pressed = (IHtmlButtonElement)page.Document.QuerySelectorAll("main button").Single(b => b.TextContent.Trim() == button);
        var form = pressed.Form!;
        if (pressed.GetAttribute("formaction") is { } address)
        {
            form.SetAttribute("action", address);
        }

        return client.SubmitAsync(page, form, values);
    }

    /// <summary>A browser with the cookies that this one has now, whatever becomes of them there.</summary>
    public static CrmClient CopyOf(this CrmSite site, CrmClient client)
    {
        var copy = site.Anonymous();
        copy.Cookies.Add(site.Url, client.Cookies.GetCookies(site.Url));
        return copy;
    }

    /// <summary>Whether the browser is still signed in.</summary>
    public static async Task<bool> IsInsideAsync(this CrmClient client) =>
        (await client.GetPageAsync("/account/profile")).Status == System.Net.HttpStatusCode.OK;

    /// <summary>What was recorded about an account, in order.</summary>
    public static Task<List<AuditEntry>> HistoryAsync(this CrmSite site, string userName) => site.ReadAsync(db =>
        db.AuditEntries.Where(e => e.Subject == AccountEvent.SubjectType && e.SubjectId == userName).OrderBy(e => e.Id).ToListAsync());

    public static async Task<List<AuditEvent>> EventsAsync(this CrmSite site, string userName) =>
        [.. (await site.HistoryAsync(userName)).Select(e => e.Event)];
}
