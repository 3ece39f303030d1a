using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Contact cards by a scanner's keys, with the Enters inside.</summary>
public sealed class CardTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Answer = "#scan-strip .scan-answer";
    private const string Card = "BEGIN:VCARD\nVERSION:3.0\nN:Doe;Jane\nFN:Jane Doe\nORG:Yacht & Zoo (Berlin)\nEMAIL:jane.doe@example.org\nTEL;TYPE=CELL:+49 30 5550100\nEND:VCARD\n";
    private const string Filled = "Jane Doe|jane.doe@example.org|+49 30 5550100|Yacht & Zoo (Berlin)|";

    private const string UsKeys = "`~-_=+[{]}\\|;:'\",<.>/?1!2@3#4$5%6^7&8*9(0)";
    private static readonly string[] UsCodes = [.. "Backquote Minus Equal BracketLeft BracketRight Backslash Semicolon Quote Comma Period Slash".Split(' '), .. "1234567890".Select(d => $"Digit{d}")];

    // What the same keys are on a German computer; a zero for those that wait for a letter.
    private const string GermanKeys = "\0°ß?\0\0üÜ+*#'öÖäÄ,;.:-_1!2\"3§4$5%6&7/8(9)0=";

    public enum Keyboard
    {
        Us,
        UsWithCapsLock,
        German,
        WithoutCodes,
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData(Keyboard.Us, 3)]
    [InlineData(Keyboard.Us, 30)]
    [InlineData(Keyboard.UsWithCapsLock, 8)]
    [InlineData(Keyboard.German, 8)]
    [InlineData(Keyboard.WithoutCodes, 8)]
    public async Task Card_ScannedIntoAField_OpensTheFormFilledInAndTypesNothing(Keyboard keyboard, int pace)
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/customers/find");
        await page.FillAsync("main [name=q]", "before");
        scanner.Pace = pace;
        await scanner.SendAsync(Keys(Card, keyboard));
        await page.WaitForURLAsync("**/customers/new");
        await FilledAsync(page, Filled);
        await AnsweredAsync(page, "The form is filled in for \u2068Jane Doe\u2069. Check it, then save.");
        Assert.DoesNotContain("Jane", await page.EvaluateAsync<string>("() => location.href + JSON.stringify(sessionStorage) + JSON.stringify(localStorage)"), StringComparison.Ordinal);
        Assert.Equal(0, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Name == "Jane Doe")));
        Assert.Equal("", string.Join('\n', window.Complaints));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Card_OnTheOpenForm_FillsItAndAsksWhereSomethingIsTyped()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/customers/new");
        await scanner.SendAsync(Keys("MECARD:N:Doe,Jane;EMAIL:jane.doe@example.org;TEL:+49 30 5550100;ORG:Yacht & Zoo (Berlin);;", Keyboard.German));
        await FilledAsync(page, Filled);

        // The next one's, before this one was saved.
        var other = Keys("MECARD:N:Roe,Richard;EMAIL:r@example.org;;", Keyboard.Us);
        await scanner.SendAsync(other);
        await page.WaitForSelectorAsync("#scan-question[open]");
        Assert.Equal("Fill in the form for Richard Roe?", await page.InnerTextAsync("#scan-question-title"));
        Assert.Equal("", await window.FindingsAsync());
        await page.ClickAsync("#scan-question button:has-text('Stay')");
        await FilledAsync(page, Filled);

        await scanner.SendAsync(other);
        await page.ClickAsync("#scan-question button:has-text('Fill in')");
        await FilledAsync(page, "Richard Roe|r@example.org|||");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Card_WhileAnotherFormHoldsSomething_AsksFirst()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync($"/customers/{customer.Id}");
        await page.FillAsync("[name='Bill.Amount']", "12.50");
        await scanner.SendAsync(Keys(Card, Keyboard.Us));
        await page.WaitForSelectorAsync("#scan-question[open]");
        Assert.Equal("12.50", await page.InputValueAsync("[name='Bill.Amount']"));
        await page.ClickAsync("#scan-question button:has-text('Fill in')");
        await page.WaitForURLAsync("**/customers/new");
        await FilledAsync(page, Filled);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Card_WithTextsTooLong_KeepsToTheFields()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/customers/new");
        scanner.Pace = 2;
        await scanner.SendAsync(Keys($"MECARD:N:{new string('n', 300)};EMAIL:{new string('e', 400)}@example.org;TEL:{new string('1', 300)};;", Keyboard.Us));
        await FilledAsync(page, $"{new string('n', 255)}||||");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Card_ThatBreaksOffOrSaysNothing_IsAnsweredAndTypesNothing()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/customers/new");
        foreach (var card in new[] { Card[..40], "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n" })
        {
            await page.EvaluateAsync("selector => { document.querySelector(selector).textContent = ''; }", Answer);
            await scanner.SendAsync(Keys(card, Keyboard.Us));
            await AnsweredAsync(page, "Can't read this contact card. Scan it again, or type the details.");
            await FilledAsync(page, "||||");
        }

        // The next scan works.
        var customer = await site.Data.CustomerAsync();
        await scanner.ScanAsync(customer.Id, end: ["Enter"]);
        await page.WaitForURLAsync($"**/customers/{customer.Id}");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Card_ForSomebodyWhoMayNotRegister_IsAnswered()
    {
        await using var window = await site.OpenAsync(Roles.Viewer);
        var scanner = await Scanner.AtAsync(window);
        await window.Page.GotoAsync("/customers");
        await scanner.SendAsync(Keys(Card, Keyboard.Us));
        await AnsweredAsync(window.Page, "Your account can't register customers.");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Card_FollowedByALateEnter_SendsNothing()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/customers/new");
        // Six tenths of a second later, in which nothing else is pressed.
        var nothing = Enumerable.Repeat(new SentKey("Shift", "ShiftLeft"), 50);
        await scanner.SendAsync([.. Keys(Card, Keyboard.Us), .. nothing, new SentKey("Enter", "Enter")]);
        await FilledAsync(page, Filled);
        await Task.Delay(500);
        Assert.Equal(0, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Email == "jane.doe@example.org")));
        await FilledAsync(page, Filled);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Card_WhileThePageIsOnItsWay_WaitsForIt()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/account/profile");
        await window.SlowDownAsync(700);
        await page.ClickAsync(".places [href$='/']");
        await scanner.SendAsync(Keys(Card, Keyboard.Us));
        await page.WaitForURLAsync("**/customers/new");
        await FilledAsync(page, Filled);
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData(700)]
    [InlineData(2_600)]
    public async Task Card_WhileThePageIsBusy_IsOneCard(int milliseconds)
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/customers/new");
        await scanner.SendToABusyPageAsync(Keys(Card, Keyboard.Us), milliseconds);
        await FilledAsync(page, Filled);
    }

    private static List<SentKey> Keys(string card, Keyboard keyboard) => [.. card.Select(character => KeyFor(character, keyboard))];

    private static SentKey KeyFor(char character, Keyboard keyboard)
    {
        if (character is '\n' or ' ')
        {
            return character == ' ' ? new(" ", "Space") : new("Enter", "Enter");
        }

        var shift = char.IsAsciiLetter(character) ? char.IsUpper(character) : UsKeys.IndexOf(character) % 2 == 1;
        var code = char.IsAsciiLetter(character) ? $"Key{char.ToUpperInvariant(character)}" : UsCodes[UsKeys.IndexOf(character) / 2];
        return keyboard switch
        {
            Keyboard.German when !char.IsAsciiLetter(character) && GermanKeys[UsKeys.IndexOf(character)] == '\0' => new("Dead", code, shift),
            Keyboard.German when !char.IsAsciiLetter(character) => new($"{GermanKeys[UsKeys.IndexOf(character)]}", code, shift),
            Keyboard.German => new($"{character switch { 'y' => 'z', 'z' => 'y', 'Y' => 'Z', 'Z' => 'Y', _ => character }}", code, shift),
            Keyboard.UsWithCapsLock when char.IsAsciiLetter(character) => new($"{(shift ? char.ToLowerInvariant(character) : char.ToUpperInvariant(character))}", code, shift),
            Keyboard.WithoutCodes => new($"{character}", ""),
            _ => new($"{character}", code, shift),
        };
    }

    private static async Task FilledAsync(IPage page, string values) => await page.WaitForFunctionAsync(
        "values => location.pathname.endsWith('/customers/new') && [...document.querySelectorAll('[data-card]')].map(f => f.value).join('|') === values", values);

    private static async Task AnsweredAsync(IPage page, string text) =>
        await page.WaitForFunctionAsync("([selector, text]) => document.querySelector(selector)?.textContent === text", new[] { Answer, text });
}
