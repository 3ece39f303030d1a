using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Scans that come as text without keys, as from the scanners of phones and tablets and from keyboards on a screen.</summary>
public sealed class ScannedTextTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Amount = "[name='Bill.Amount']";

    [ToolTheory(Tools.Chromium)]
    [InlineData("{0}", 0)]
    [InlineData("{0}\n", 0)]
    [InlineData("{0}\r\n", 0)]
    [InlineData("{0}\t", 0)]
    [InlineData("{0}", 3)]
    [InlineData("{0}", 5)]
    [InlineData("]Q3{0}", 4)]
    public async Task Text_ThatIsAnId_OpensTheCustomerAndLeavesTheFieldAsItWas(string format, int firstPiece)
    {
        var (shown, scanned) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync($"/bills/new?customer={shown.Id}");
        // As whoever has a slow scanner sets it: the pieces may come late on a busy machine.
        await page.EvaluateAsync("() => localStorage.setItem('scanner', 'slow')");
        var text = string.Format(null, format, scanned.Id);
        await WriteAsync(page, firstPiece == 0 ? [text] : [text[..firstPiece], text[firstPiece..]]);
        await page.WaitForSelectorAsync($"main [data-customer='{scanned.Id}']");
        await page.WaitForFunctionAsync("selector => document.activeElement.matches(selector)", Amount);
        await page.Keyboard.TypeAsync("6.50");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync(".alert-success:has-text('6.50')");
        Assert.Equal([(scanned.Id, 6.5m)], await BillsAsync(shown.Id, scanned.Id));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Text_BesideAnAmount_AsksAndKeepsTheAmount()
    {
        var (shown, scanned) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync($"/bills/new?customer={shown.Id}");
        await page.Keyboard.TypeAsync("12.5");
        await page.WaitForTimeoutAsync(500);
        await WriteAsync(page, scanned.Id);
        await page.WaitForSelectorAsync("#scan-question[open]");
        Assert.Equal("12.5", await page.InputValueAsync(Amount));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Text_WhileThePageIsLoaded_WaitsForIt()
    {
        var (first, second) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync($"/bills/new?customer={first.Id}");
        await window.SlowDownAsync(1_000);
        await page.Keyboard.TypeAsync("11.25");
        await page.Keyboard.PressAsync("Enter");
        await WriteAsync(page, second.Id);
        await page.WaitForSelectorAsync($"main [data-customer='{second.Id}']");
        Assert.Equal([(first.Id, 11.25m)], await BillsAsync(first.Id, second.Id));
    }

    /// <summary>A word that the keyboard on the screen proposes, an amount, a name in one piece: all of them as they were written.</summary>
    [ToolTheory(Tools.Chromium)]
    [InlineData("Input.Name", "Eva Marketing")]
    [InlineData("Input.Name", "{lower}")]
    [InlineData("Input.Name", "{capitalised}")]
    [InlineData("Input.Company", "EXPOTECH")]
    [InlineData("Input.Phone", "+49 30 1234567")]
    public async Task Text_OfWords_StaysWhereItWasWritten(string field, string text)
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync("/customers/new");
        await page.FocusAsync($"[name='{field}']");
        // Letters alone, with a valid check character.
        text = text.Replace("{lower}", "kenvanhs", StringComparison.Ordinal).Replace("{capitalised}", "Kenvanhs", StringComparison.Ordinal);
        await WriteAsync(page, text);
        await page.WaitForTimeoutAsync(600);
        Assert.Equal(text, await page.InputValueAsync($"[name='{field}']"));
        Assert.Contains("/customers/new", page.Url, StringComparison.Ordinal);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Card_InOnePiece_FillsTheForm()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync("/customers/new");
        await WriteAsync(page, "MECARD:N:Newcomer,Nora;TEL:+49301234567;EMAIL:nora@example.org;;");
        await page.WaitForFunctionAsync("() => document.querySelector(\"[name='Input.Email']\").value === 'nora@example.org'");
        Assert.Equal("Nora Newcomer", await page.InputValueAsync("[name='Input.Name']"));
    }

    private Task<List<(string CustomerId, decimal Amount)>> BillsAsync(params string[] customers) => site.ReadAsync(async db =>
        (await db.Bills.Where(b => customers.Contains(b.CustomerId)).ToListAsync()).Select(b => (b.CustomerId, b.Amount)).ToList());

    /// <summary>As an input method does, all pieces at once.</summary>
    private static Task WriteAsync(IPage page, params string[] pieces) => Task.WhenAll(pieces.Select(page.Keyboard.InsertTextAsync));
}
