using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Two customers become one by keys alone, and both badges work.</summary>
public sealed class MergedCustomerTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Answer = "#scan-strip .scan-answer";

    // More than the page has.
    private const int MostTabs = 60;

    [ToolFact(Tools.Chromium)]
    public async Task Merge_ByKeysAlone_LetsBothBadgesLeadToOneCustomer_UntilItIsUndone()
    {
        var (kept, merged) = (await site.Data.CustomerAsync(name: "Anna Kept"), await site.Data.CustomerAsync(name: "Ann Merged"));
        await using var window = await site.OpenAsync(Roles.Administrator);
        var page = window.Page;
        var scanner = await Scanner.AtAsync(window);
        await page.GotoAsync($"/customers/{kept.Id}/merge");
        await scanner.ScanAsync(merged.Id, end: ["Enter"]);
        await page.WaitForURLAsync($"**/customers/{kept.Id}/merge?with={merged.Id}");
        Assert.Equal("", await window.FindingsAsync());
        await PressAsync(page, "Merge customers");
        await page.WaitForSelectorAsync($"main [data-customer='{kept.Id}']");

        await page.GotoAsync("/");
        await scanner.ScanAsync(merged.Id, end: ["Enter"]);
        await page.WaitForSelectorAsync($"main [data-customer='{kept.Id}'][data-merged='{merged.Id}']");
        Assert.Contains($"ID {merged.Id} was merged into this customer.", await page.TextContentAsync("main"), StringComparison.Ordinal);
        await scanner.ScanAsync(kept.Id, end: ["Enter"]);
        await page.WaitForFunctionAsync("([selector, id]) => document.querySelector(selector)?.textContent.includes(id)", new[] { Answer, kept.Id });

        await page.GotoAsync($"/customers/{kept.Id}");
        await PressAsync(page, "Undo");
        await PressAsync(page, "Undo merge");
        await page.WaitForFunctionAsync("() => !document.querySelector('main [data-merge]')");
        await scanner.ScanAsync(merged.Id, end: ["Enter"]);
        await page.WaitForSelectorAsync($"main [data-customer='{merged.Id}']");
        Assert.Empty(window.Complaints);
    }

    private static async Task PressAsync(IPage page, string text)
    {
        await page.Locator("main").GetByText(text, new() { Exact = false }).Last.WaitForAsync();
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("text => document.activeElement.matches('main *') && document.activeElement.textContent.trim().startsWith(text)", text))
            {
                await page.Keyboard.PressAsync("Enter");
                return;
            }
        }

        Assert.Fail($"No key leads to {text}.");
    }
}
