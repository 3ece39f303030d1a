using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>A badge of another exhibition, scanned here.</summary>
public sealed class KnownElsewhereScanTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Answer = "#scan-strip .scan-answer";

    [ToolFact(Tools.Chromium)]
    public async Task Scan_OfSomebodyKnownElsewhere_TakesOneKeyToTheFormAndOneToTheCustomer()
    {
        var anna = await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync("Expo 2025"), name: "Anna Known");
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/");
        await scanner.ScanAsync(anna.Id, end: ["Enter"]);
        var answer = $"Known from Expo 2025: register here? \u2068Anna Known\u2069, ID {anna.Id}.";
        await page.WaitForFunctionAsync("([selector, text]) => document.querySelector(selector)?.textContent === text", new[] { Answer, answer });
        await page.WaitForFunctionAsync("text => document.getElementById('announcement').textContent === text", answer);
        Assert.Equal("/e/exhibition/", new Uri(page.Url).AbsolutePath);
        Assert.Equal("Known from Expo 2025: register here?", await page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        Assert.Equal("", await window.FindingsAsync());

        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/customers/new?known={anna.Id}");
        await page.WaitForFunctionAsync("() => document.activeElement.matches('main form .btn-primary')");
        Assert.Equal("Anna Known", await page.InputValueAsync("[name='Input.Name']"));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync($"main [data-customer='{anna.Id}']");
        Assert.Equal(1, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Id == anna.Id)));

        // That they are not here browsers say too.
        Assert.All(window.Complaints, complaint => Assert.Contains($"404 {site.Url}e/exhibition/customers/{anna.Id}", complaint, StringComparison.Ordinal));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Scan_OfSomebodyKnownElsewhere_WhileBillsAreAdded_LeadsToTheirBill()
    {
        var (here, anna) = (await site.Data.CustomerAsync(), await site.Data.CustomerElsewhereAsync(await site.Data.AnotherExhibitionAsync()));
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync($"/bills/new?customer={here.Id}");
        await scanner.ScanAsync(anna.Id, end: ["Enter"]);
        await page.WaitForFunctionAsync("() => document.activeElement.matches('.scan-answer a')");

        // An Enter that comes at once is taken for a second one of the scanner's.
        await page.WaitForTimeoutAsync(500);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/customers/new?known={anna.Id}&for=bill");
        await page.WaitForFunctionAsync("() => document.activeElement.matches('main form .btn-primary')");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync($"main [data-customer='{anna.Id}']");
        Assert.Equal("Bill.Amount", await page.EvaluateAsync<string>("() => document.activeElement.name"));
    }
}
