using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>A bill goes to the customer whose panel is on screen, and the panel belongs to what the search says.</summary>
public sealed class BillOfTheShownCustomerTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private static readonly TimeSpan LateAnswer = TimeSpan.FromMilliseconds(500);
    private const string Amount = "[name='Bill.Amount']";

    [ToolTheory(Tools.Chromium)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Search_ForSomebodyElse_TakesThePanelAwayAtOnce(bool scripts)
    {
        var (before, next) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await OpenAsync(before, scripts);
        var page = window.Page;
        Assert.True(await page.IsVisibleAsync(Amount));

        // The answer to what is typed takes four seconds.
        await page.RouteAsync("**/bills/new?*", async route =>
        {
            await Task.Delay(4_000);
            await route.ContinueAsync();
        });
        await page.FocusAsync("#customer");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(next.Id, new() { Delay = 150 });
        Assert.False(await page.IsVisibleAsync(Amount));
        Assert.False(await page.IsVisibleAsync("dl.facts"));
        Assert.True(await page.IsVisibleAsync(".of-another-search"));

        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync($"dl.facts:has-text('{next.Id}')");
        await page.FillAsync(Amount, "12.50");
        await page.PressAsync(Amount, "Enter");
        await page.WaitForSelectorAsync(".alert-success");
        Assert.Equal((0, 1), (await CountAsync(before), await CountAsync(next)));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Search_WhileTyping_BringsThePanelThatBelongsToIt()
    {
        var (before, next) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(name: "Belonging (to) [what] is \\ typed?"));
        await using var window = await OpenAsync(before, scripts: true);
        await window.Page.FocusAsync("#customer");
        await window.Page.Keyboard.PressAsync("Control+A");
        await window.Page.Keyboard.TypeAsync("belonging (to) [what]");
        await window.Page.WaitForSelectorAsync($"dl.facts:has-text('{next.Id}')");
        await window.Page.FillAsync(Amount, "12.50");
        await window.Page.PressAsync(Amount, "Enter");
        await window.Page.WaitForSelectorAsync(".alert-success");
        Assert.Equal((0, 1), (await CountAsync(before), await CountAsync(next)));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Answer_ThatComesAfterTheSearchChanged_IsNotShown()
    {
        var (before, next) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await OpenAsync(next, scripts: true);
        var late = new TaskCompletionSource();
        await window.Page.RouteAsync(url => url.EndsWith(before.Id, StringComparison.Ordinal), async route =>
        {
            await late.Task;
            await route.ContinueAsync();
        });
        var asked = window.Page.WaitForRequestAsync(request => request.Url.EndsWith(before.Id, StringComparison.Ordinal));
        await window.Page.FillAsync("#customer", before.Id);
        await asked;
        await window.Page.RunAndWaitForResponseAsync(
            () => window.Page.FillAsync("#customer", next.Id), answer => answer.Url.EndsWith(next.Id, StringComparison.Ordinal));
        await window.Page.WaitForSelectorAsync($"dl.facts:has-text('{next.Id}')");
        late.SetResult();
        await Task.Delay(LateAnswer);
        Assert.Equal([next.Id], await window.Page.Locator("dl.facts .customer-id").AllTextContentsAsync());
        Assert.True(await window.Page.IsVisibleAsync(Amount));
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Back_ToAPageWhoseSearchWasChanged_ShowsNoPanelOfAnother(bool scripts)
    {
        var (before, next) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await OpenAsync(before, scripts);
        var page = window.Page;
        await page.FillAsync("#customer", next.Id);
        await page.GotoAsync("/customers");
        await page.GoBackAsync();

        // Whose panel it is depends on whether the next one was found before the page was left.
        var (search, shown) = (await page.InputValueAsync("#customer"), await page.GetAttributeAsync("[name='shown']", "value"));
        Assert.Equal(search == shown, await page.IsVisibleAsync(Amount));

        // As a browser may fill in what was typed there before.
        await page.EvaluateAsync("text => { document.getElementById('customer').value = text; }", shown == next.Id ? before.Id : next.Id);
        Assert.False(await page.IsVisibleAsync(Amount));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Scan_IntoTheAmount_IsNoAmountHoweverOftenItIsRepeated()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await OpenAsync(customer, scripts: true);
        var page = window.Page;
        foreach (var scan in new[] { "12345678", "12345678", "00001250", "87654321" })
        {
            await page.WaitForSelectorAsync("html:not(.is-loading, .is-asking)");
            await page.FocusAsync(Amount);
            await page.Keyboard.TypeAsync(scan, new() { Delay = 5 });
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForSelectorAsync($"#Bill_Amount-error:has-text('correct?')");
            await page.Keyboard.PressAsync("Enter");
        }

        await page.WaitForSelectorAsync("html:not(.is-loading, .is-asking)");
        await page.WaitForSelectorAsync(Confirmation);
        Assert.Equal(0, await CountAsync(customer));
        await page.FillAsync(Amount, "20000");
        await page.PressAsync(Amount, "Enter");
        await page.WaitForSelectorAsync("text=Yes, 20,000.00 EUR is correct");
        await page.CheckAsync(Confirmation);
        await page.PressAsync(Amount, "Enter");
        await page.WaitForSelectorAsync(".alert-success:has-text('20,000.00')");
        Assert.Equal(1, await CountAsync(customer));
    }

    private const string Confirmation = "[name='Bill.Confirmed']";

    private async Task<Window> OpenAsync(Customer customer, bool scripts)
    {
        var window = await site.OpenAsync(Roles.Staff);
        if (!scripts)
        {
            await window.Page.RouteAsync("**/*.js", route => route.AbortAsync());
        }

        await window.Page.GotoAsync($"/bills/new?customer={customer.Id}");
        return window;
    }

    private Task<int> CountAsync(Customer customer) => site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customer.Id));
}
