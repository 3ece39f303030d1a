using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>The counter's work in Chromium.</summary>
public sealed class CounterTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    [ToolFact(Tools.Chromium)]
    public async Task BothFlows_WithTheKeyboardAlone_SignInRegisterAndBill()
    {
        var user = await site.Data.UserAsync(Roles.Staff);
        await using var window = await site.OpenAsync();
        var (page, keys) = (window.Page, window.Page.Keyboard);

        await page.GotoAsync("/customers/new");
        Assert.Equal("UserName", await FocusedAsync(page));
        await keys.TypeAsync(user.UserName!);
        await keys.PressAsync("Tab");
        await keys.TypeAsync(TestData.Password);
        await keys.PressAsync("Enter");

        // Signing in leads to where the person wanted to go, with the cursor in the first field.
        await page.WaitForURLAsync("**/customers/new");
        Assert.Equal("Input.Name", await FocusedAsync(page));
        await keys.TypeAsync("Keyboard Käthe");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("kaethe.example.org");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("+49 30 777");
        await keys.PressAsync("Enter");

        // A mistake: the cursor stands in the wrong field, and nothing has to be typed again.
        await page.WaitForSelectorAsync("html:not(.is-asking) [aria-invalid=true]");
        Assert.Equal("Input.Email", await FocusedAsync(page));
        Assert.Equal("Keyboard Käthe", await page.InputValueAsync("[name='Input.Name']"));
        await keys.PressAsync("Control+A");
        await keys.TypeAsync("kaethe@example.org");
        await keys.PressAsync("Enter");
        await page.WaitForSelectorAsync(".customer-id-lg");
        var id = (await page.TextContentAsync(".customer-id-lg"))!.Trim();
        await page.WaitForFunctionAsync("() => document.querySelector('img.qr').naturalWidth > 0");

        // The scanner types the ID and Enter, into the field that the page opens with.
        await window.TabToAsync("main a[href$='/customers/new'], a[href$='/bills/new']");
        await page.GotoAsync("/bills/new");
        await keys.TypeAsync(id.ToLowerInvariant());
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/bills/new?customer=*");
        await page.WaitForSelectorAsync("dl.facts");
        Assert.Contains("Keyboard Käthe", await page.TextContentAsync("dl.facts"), StringComparison.Ordinal);
        Assert.Equal("Bill.Amount", await FocusedAsync(page));
        await keys.TypeAsync("12,50");
        await keys.PressAsync("Enter");

        // Ready for the next scan.
        await page.WaitForURLAsync("**/bills/new?added=*");
        Assert.Contains("12.50 EUR", await page.TextContentAsync(".alert-success"), StringComparison.Ordinal);
        Assert.Equal("customer", await FocusedAsync(page));
        var customer = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == id));
        Assert.Equal((1, 12.50m), (customer.BillCount, customer.BillTotal));
        Assert.Empty(window.Complaints);
    }

    [ToolFact(Tools.Chromium)]
    public async Task QuickFind_BySlashAndAScan_OpensTheCustomer()
    {
        var customer = await site.Data.CustomerAsync(name: "Slash Found");
        await using var window = await site.OpenAsync(Roles.Viewer);
        await window.Page.GotoAsync("/");
        await window.Page.Keyboard.PressAsync("/");
        await window.Page.Keyboard.TypeAsync(customer.Id);
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync($"**/customers/{customer.Id}");
        Assert.Equal("Slash Found", (await window.Page.TextContentAsync("h1"))!.Trim());
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData("/", "#quick-find", "**/customers/{0}")]
    [InlineData("/bills/new", "#customer", "**/bills/new?customer={0}")]
    public async Task ArrowKeys_AmongMatches_ChooseOne(string address, string search, string chosen)
    {
        var word = $"Arrow{Guid.NewGuid():N}"[..20];
        var people = new[] { await site.Data.CustomerAsync(name: $"{word} A"), await site.Data.CustomerAsync(name: $"{word} B") };
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.GotoAsync(address);
        await page.FocusAsync(search);
        await keys.TypeAsync(word);
        await page.WaitForSelectorAsync($"[data-matches] a:has-text('{people[1].Id}')");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        Assert.Contains(people[1].Id, await page.EvaluateAsync<string>("() => document.activeElement.textContent"), StringComparison.Ordinal);
        Assert.Equal("", await window.FindingsAsync());

        // Back at the search, and the same way again.
        await keys.PressAsync("Escape");
        Assert.Equal(search, await page.EvaluateAsync<string>("() => `#${document.activeElement.id}`"));
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowUp");
        Assert.Equal(search, await page.EvaluateAsync<string>("() => `#${document.activeElement.id}`"));

        // What is typed no more finds nobody, and is no failure.
        await page.FillAsync(search, "");
        await page.WaitForFunctionAsync("() => !document.querySelector('[data-matches]')");
        Assert.False(await page.IsVisibleAsync("#connection-alert"));
        await keys.TypeAsync(word);
        await page.WaitForSelectorAsync($"[data-matches] a:has-text('{people[1].Id}')");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync(string.Format(null, chosen, people[0].Id));
        Assert.Empty(window.Complaints);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Typing_PartOfAName_ShowsTheCustomerWithoutLeavingThePage()
    {
        var customer = await site.Data.CustomerAsync(name: "Zacharias Unmistakable");
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.Page.GotoAsync("/bills/new");
        await window.Page.Keyboard.TypeAsync("unmistak");
        await window.Page.WaitForSelectorAsync("#found dl.facts");
        Assert.Contains(customer.Id, await window.Page.TextContentAsync("#found"), StringComparison.Ordinal);
        Assert.Equal("unmistak", await window.Page.InputValueAsync("#customer"));
        Assert.Equal("customer", await FocusedAsync(window.Page));
        Assert.Empty(window.Complaints);
    }

    [ToolFact(Tools.Chromium)]
    public async Task DoubleClick_OnSave_RegistersOnce()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync("/customers/new");
        await page.FillAsync("[name='Input.Name']", "Twice Clicked");
        await page.FillAsync("[name='Input.Email']", "twice@example.org");
        await page.FillAsync("[name='Input.Phone']", "030 123");
        await page.DblClickAsync("main form button.btn-primary");
        await page.WaitForSelectorAsync(".customer-id-lg");
        Assert.Equal(1, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Name == "Twice Clicked")));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Register_WithoutScripts_Works()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.Page.RouteAsync("**/*.js", route => route.AbortAsync());
        await window.Page.GotoAsync("/customers/new");
        await window.Page.FillAsync("[name='Input.Name']", "No Script");
        await window.Page.FillAsync("[name='Input.Email']", "noscript@example.org");
        await window.Page.FillAsync("[name='Input.Phone']", "030 123");
        await window.Page.PressAsync("[name='Input.Phone']", "Enter");
        await window.Page.WaitForSelectorAsync(".customer-id-lg");
        Assert.Equal("No Script", (await window.Page.TextContentAsync("h1"))!.Trim());
    }

    [ToolFact(Tools.Chromium)]
    public async Task Theme_Chosen_StaysOnTheNextPage()
    {
        await using var window = await site.OpenAsync(Roles.Viewer);
        await window.Page.GotoAsync("/");
        for (var i = 0; i < 3 && await ThemeAsync() != "dark"; i++)
        {
            await window.Page.ClickAsync("[data-theme-toggle]");
        }

        await window.Page.GotoAsync("/customers");
        Assert.Equal("dark", await ThemeAsync());

        Task<string> ThemeAsync() => window.Page.EvaluateAsync<string>("() => document.documentElement.dataset.bsTheme");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Selection_OfAWholePage_OffersAllThatMatch()
    {
        await using var window = await site.OpenAsync(Roles.Administrator);
        await window.Page.GotoAsync("/customers?q=example");
        await window.Page.CheckAsync("th [data-select-all]");
        Assert.Equal("100", await window.Page.TextContentAsync("[data-selected-count]"));
        Assert.True(await window.Page.IsVisibleAsync("[data-select-matching]"));
        await window.Page.UncheckAsync("tbody tr:first-child [name=ids]");
        Assert.Equal("99", await window.Page.TextContentAsync("[data-selected-count]"));
        Assert.False(await window.Page.IsVisibleAsync("[data-select-matching]"));
    }

    [ToolFact(Tools.Chromium)]
    public async Task History_OfABookmarkedList_SurvivesTheBackButton()
    {
        await using var window = await site.OpenAsync(Roles.Viewer);
        var page = window.Page;
        await page.GotoAsync("/customers?q=example&sort=-name");
        var first = await page.TextContentAsync("tbody tr:first-child .customer-id");
        await page.ClickAsync("tbody tr:first-child .customer-id");
        await page.WaitForSelectorAsync(".customer-id-lg");
        await page.GoBackAsync();
        await page.WaitForURLAsync("**/customers?q=example&sort=-name");
        Assert.Equal(first, await page.TextContentAsync("tbody tr:first-child .customer-id"));
        Assert.Equal("example", await page.InputValueAsync("#q"));
    }

    private static Task<string?> FocusedAsync(IPage page) => page.EvaluateAsync<string?>("() => document.activeElement?.getAttribute('name')");
}
