using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Hints at people who are registered already, beside somebody who types.</summary>
public sealed class DuplicateHintTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Hint = "#duplicates a";

    private readonly string _email = $"h{Guid.NewGuid():N}@hints.example";

    [ToolFact(Tools.Chromium)]
    public async Task Hint_WhileSomebodyTypesOn_TakesNothingAway()
    {
        var known = await site.Data.CustomerAsync(name: "Hint Known", email: _email);
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.GotoAsync("/customers/new");
        await keys.TypeAsync("Somebody");
        await keys.PressAsync("Tab");
        await keys.TypeAsync(_email);
        await page.WaitForSelectorAsync($"{Hint}[href$='/customers/{known.Id}']");
        Assert.Equal("Input.Email", await FocusedAsync(page));
        Assert.Equal("", await window.FindingsAsync());
        Assert.Equal("1 customer may be the same.", await page.TextContentAsync("#announcement"));

        await keys.TypeAsync("x");
        await page.WaitForFunctionAsync($"() => !document.querySelector('{Hint}')");
        Assert.Equal(("Somebody", $"{_email}x"), (await page.InputValueAsync("[name='Input.Name']"), await page.InputValueAsync("[name='Input.Email']")));
        Assert.Equal("Input.Email", await FocusedAsync(page));
        Assert.Empty(window.Complaints);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Hint_ByArrowKeys_OpensTheCustomer()
    {
        var known = await site.Data.CustomerAsync(name: "Hint Opened", email: _email);
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.GotoAsync("/customers/new");
        await page.FocusAsync("[name='Input.Email']");
        await keys.TypeAsync(_email);
        await page.WaitForSelectorAsync(Hint);
        await keys.PressAsync("ArrowDown");
        Assert.EndsWith($"/customers/{known.Id}", await page.EvaluateAsync<string>("() => document.activeElement.getAttribute('href')"), StringComparison.Ordinal);
        await keys.PressAsync("Escape");
        Assert.Equal("Input.Email", await FocusedAsync(page));
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowUp");
        Assert.Equal("Input.Email", await FocusedAsync(page));
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync($"**/customers/{known.Id}");
    }

    /// <summary>Two keys in all, and neither the first Enter twice nor what is typed meanwhile answers.</summary>
    [ToolTheory(Tools.Chromium)]
    [InlineData(0)]
    [InlineData(300)]
    public async Task SavingInSpiteOfASureOne_ByTheKeyboard_AsksOnce(int latency)
    {
        await site.Data.CustomerAsync(name: "Hint Twin", email: _email);
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.GotoAsync("/customers/new");
        await window.SlowDownAsync(latency);
        await keys.TypeAsync("Another");
        await keys.PressAsync("Tab");
        await keys.TypeAsync(_email);
        await keys.PressAsync("Tab");
        await keys.TypeAsync("030 9876543");
        // The second one comes while the answer is on its way, or just after it.
        await page.EvaluateAsync(
            "() => addEventListener('pagechange', () => setTimeout(() => document.querySelector('main [aria-invalid=true]').form.querySelector('.btn-primary').click()), { once: true })");
        await keys.PressAsync("Enter");
        if (latency > 0)
        {
            await keys.PressAsync("Enter");
        }

        await page.WaitForSelectorAsync("html:not(.is-asking, .is-loading) [aria-invalid=true]");
        Assert.Equal("Input.Email", await FocusedAsync(page));
        Assert.True(await page.IsVisibleAsync(Hint));
        Assert.Equal("", await window.FindingsAsync());
        Assert.Equal(1, await CountAsync());
        await keys.PressAsync("Enter");
        await page.WaitForSelectorAsync(".customer-id-lg");
        Assert.Equal(2, await CountAsync());
        Assert.Empty(window.Complaints);
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.name");

    private Task<int> CountAsync() => site.ReadAsync(db => db.Customers.CountAsync(c => c.Email == _email));
}
