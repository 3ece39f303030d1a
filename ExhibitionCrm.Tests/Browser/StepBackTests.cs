using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Escape where bills are added: a step back each time, and nothing typed is lost without a word.</summary>
public sealed class StepBackTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Amount = "[name='Bill.Amount']";

    [ToolFact(Tools.Chromium)]
    public async Task Escape_FromTheAmount_LeadsToTheSearchAndThenToAnEmptyOne()
    {
        var (customer, next) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(name: "Following Escape"));
        await using var window = await OpenAsync(customer);
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.FocusAsync(Amount);
        await keys.PressAsync("Escape");
        Assert.Equal((customer.Id, customer.Id), await SearchAsync(page));
        Assert.True(await page.IsVisibleAsync(Amount));

        await keys.PressAsync("Escape");
        Assert.Equal(("", ""), await SearchAsync(page));
        Assert.False(await page.IsVisibleAsync(Amount));
        await page.WaitForFunctionAsync("() => !document.querySelector('dl.facts')");

        // At the first step the search can be typed over, at the last one there is nowhere to go.
        await keys.PressAsync("Escape");
        await keys.TypeAsync("following escape");
        await page.WaitForSelectorAsync($"dl.facts:has-text('{next.Id}')");
        Assert.Equal("customer", await FocusedAsync(page));

        // What is typed at each place goes there, whichever key led to it.
        await keys.PressAsync("F8");
        await keys.TypeAsync("7");
        Assert.Equal("7", await page.InputValueAsync(Amount));
        await keys.PressAsync("Backspace");
        await keys.PressAsync("Escape");
        await keys.TypeAsync("f");
        Assert.Equal("f", await page.InputValueAsync("#customer"));
        Assert.False(await page.IsVisibleAsync(".typed-too-early"));
        Assert.Empty(window.Complaints);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Escape_WithAnAmountTyped_AsksBeforeItIsLost()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await OpenAsync(customer);
        var page = window.Page;
        var (questions, accept) = (0, false);
        page.Dialog += async (_, dialog) =>
        {
            questions++;
            await (accept ? dialog.AcceptAsync() : dialog.DismissAsync());
        };
        await page.FocusAsync(Amount);
        await page.Keyboard.TypeAsync("12.50");
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal((1, "Bill.Amount", "12.50"), (questions, await FocusedAsync(page), await page.InputValueAsync(Amount)));

        // From the search as well, which an empty one would take the amount away from.
        await page.FocusAsync("#customer");
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal((2, customer.Id), (questions, await page.InputValueAsync("#customer")));

        accept = true;
        await page.FocusAsync(Amount);
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForFunctionAsync("() => location.search === '' && !document.documentElement.classList.contains('is-loading')");
        Assert.Equal((3, ("", "")), (questions, await SearchAsync(page)));
        Assert.Equal("customer", await FocusedAsync(page));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Escape_ForSomethingElse_StepsNowhere()
    {
        var (customer, other) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await OpenAsync(customer);
        var (page, keys) = (window.Page, window.Page.Keyboard);

        // A menu and a question close.
        await page.ClickAsync("[popovertarget=user-menu]");
        await page.FocusAsync(Amount);
        await page.EvaluateAsync("() => { const menu = document.getElementById('user-menu'); if (!menu.matches(':popover-open')) menu.showPopover(); }");
        await keys.PressAsync("Escape");
        Assert.Equal("Bill.Amount", await FocusedAsync(page));
        Assert.False(await page.IsVisibleAsync("#user-menu"));
        await page.FillAsync(Amount, "5");
        var scanner = await Scanner.AtAsync(window);
        await scanner.ScanAsync(other.Id, end: ["Enter"]);
        await page.WaitForSelectorAsync("dialog[open]");
        await keys.PressAsync("Escape");
        await page.WaitForSelectorAsync("dialog", new() { State = WaitForSelectorState.Hidden });
        Assert.Equal(("Bill.Amount", "5"), (await FocusedAsync(page), await page.InputValueAsync(Amount)));
        await keys.PressAsync("Backspace");

        // An input method takes its own, and the search of every page is another one.
        await page.EvaluateAsync("selector => document.querySelector(selector).dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true }))", Amount);
        Assert.Equal("Bill.Amount", await FocusedAsync(page));
        await page.FocusAsync("#quick-find");
        await keys.PressAsync("Escape");
        Assert.Equal("q", await FocusedAsync(page));
        Assert.Equal(customer.Id, await page.InputValueAsync("#customer"));

        // On other pages it does nothing.
        await page.GotoAsync($"/customers/{customer.Id}");
        await page.FocusAsync(Amount);
        await keys.PressAsync("Escape");
        Assert.Equal("Bill.Amount", await FocusedAsync(page));
    }

    private async Task<Window> OpenAsync(Web.Customers.Customer customer)
    {
        var window = await site.OpenAsync(Roles.Staff);
        await window.Page.GotoAsync($"/bills/new?customer={customer.Id}");
        return window;
    }

    private static Task<string?> FocusedAsync(IPage page) => page.EvaluateAsync<string?>("() => document.activeElement?.getAttribute('name')");

    /// <summary>What it says, and what of that is selected; nothing of both while something else has the focus.</summary>
    private static async Task<(string Text, string Selected)> SearchAsync(IPage page)
    {
        var found = await page.EvaluateAsync<string[]>(
            "() => { const s = document.activeElement; return s.id === 'customer' ? [s.value, s.value.slice(s.selectionStart, s.selectionEnd)] : ['elsewhere', '']; }");
        return (found[0], found[1]);
    }
}
