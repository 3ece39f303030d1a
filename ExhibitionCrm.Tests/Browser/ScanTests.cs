using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Scans by real key events, wherever the focus is: each is answered, and nothing else of the page changes.</summary>
public sealed class ScanTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const string Amount = "[name='Bill.Amount']";
    private const string Answer = "#scan-strip .scan-answer";

    /// <summary>One of each control, in a form that counts how often it is sent. Fields for text have the caret after two characters.</summary>
    private const string AddControls = """
        () => {
          const form = document.createElement("form");
          form.id = "probe";
          form.noValidate = true;
          form.dataset.sent = 0;
          form.innerHTML = `
            ${["text", "search", "email", "tel", "url", "number", "date"].map(type => `<input type="${type}" data-probe="${type}">`).join("")}
            <textarea data-probe="textarea"></textarea><div contenteditable data-probe="editable">some <b>rich</b> text</div>
            <select data-probe="select" data-autosubmit><option>9 of them<option selected>Six<option>1 of them<option>7 of them<option>ABC<option>KM</select>
            <select multiple data-probe="several"><option>9<option selected>Six<option>1<option>7</select>
            <input type="checkbox" checked data-probe="checkbox"><input type="radio" data-probe="radio">
            <a href="/settings" data-probe="link">Link</a><button data-probe="button">Button</button>`;
          form.addEventListener("submit", event => { event.preventDefault(); form.dataset.sent++; });
          document.querySelector("main .container-xl").prepend(form);
          const values = { number: "12.5", date: "2026-03-01" };
          for (const field of form.querySelectorAll("input:not([type=checkbox], [type=radio]), textarea")) {
            field.value = values[field.type] ?? "before after";
            field.addEventListener("input", () => { field.dataset.heard = field.value; });
          }
        }
        """;

    private const string Focus = """
        probe => {
          const control = document.querySelector(`[data-probe=${probe}]`);
          control.focus();
          if (control.isContentEditable) getSelection().collapse(control.querySelector("b").firstChild, 2);
          else if (control.selectionStart !== null) control.setSelectionRange?.(2, 4);
        }
        """;

    /// <summary>All that a scan must leave as it is.</summary>
    private const string State = """
        () => {
          const active = document.activeElement;
          const caret = active.isContentEditable ? `${getSelection().focusNode.data} ${getSelection().focusOffset}` : `${active.selectionStart} ${active.selectionEnd}`;
          const values = [...document.querySelectorAll("#probe [data-probe]")].map(e => `${e.value ?? e.innerHTML} ${e.checked} ${[...e.selectedOptions ?? []].map(o => o.text)}`);
          return [active.dataset.probe, caret, location.pathname, document.getElementById("probe").dataset.sent, ...values].join("; ");
        }
        """;

    [ToolFact(Tools.Chromium)]
    public async Task Scan_IntoEachKindOfControl_LeavesItAsItWas()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/customers/new");
        await page.EvaluateAsync(AddControls);
        var probes = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-probe]')].map(e => e.dataset.probe)");
        foreach (var (probe, i) in probes.Select((p, i) => (p, i)))
        {
            await page.EvaluateAsync(Focus, probe);
            var before = await page.EvaluateAsync<string>(State);
            var id = CustomerId.New();
            await scanner.ScanAsync(id, KeyboardLayout.All[i % 4], capsLock: i % 3 == 0, end: (i % 4) switch { 0 => ["Enter"], 1 => ["Tab"], 2 => ["Enter", "Enter"], _ => [] });
            await AnsweredAsync(page, $"No customer has ID {id}.");
            Assert.Equal(before, await page.EvaluateAsync<string>(State));
        }

        Assert.Equal("before after", await page.GetAttributeAsync("[data-probe=textarea]", "data-heard"));
    }

    /// <summary>Long lists hold up keys and timers alike.</summary>
    [ToolTheory(Tools.Chromium)]
    [InlineData(200)]
    [InlineData(700)]
    [InlineData(1_500)]
    public async Task Scan_WhileThePageIsBusy_IsOneScan(int milliseconds)
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/customers/new");
        await page.FocusAsync("[name='Input.Name']");
        await scanner.SendToABusyPageAsync([.. customer.Id.Select(c => KeyboardLayout.Us.Read(c, capsLock: false)), new("Enter", "Enter")], milliseconds);
        await page.WaitForSelectorAsync($"main [data-customer='{customer.Id}']");
    }

    /// <summary>A busy machine shows keys that were pressed in a hurry as keys with a pause between them.</summary>
    [ToolFact(Tools.Chromium)]
    public async Task Enter_BehindWhatIsTypedAfterAScan_SendsTheForm()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync($"/customers/{customer.Id}");
        await page.EvaluateAsync(AddControls);
        await page.EvaluateAsync(Focus, "text");
        await scanner.ScanAsync(customer.Id, end: "Enter");
        await AnsweredAsync(page, $"\u2068{customer.Name}\u2069, ID {customer.Id}, is already open.");
        Assert.Equal("0", await page.GetAttributeAsync("#probe", "data-sent"));

        var scan = customer.Id.Select((c, i) => (KeyboardLayout.Us.Read(c, false), 12 * i));
        var enter = new SentKey("Enter", "Enter");
        await scanner.SendAsync([.. scan, (enter, 96), (KeyboardLayout.Us.Read('5', false), 140), (enter, 300)]);
        await page.WaitForFunctionAsync("() => document.getElementById('probe').dataset.sent === '1'");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Typing_IntoASelect_StillChoosesAndSends()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.Page.GotoAsync("/customers/new");
        await window.Page.EvaluateAsync(AddControls);
        await window.Page.EvaluateAsync(Focus, "select");
        await window.Page.Keyboard.PressAsync("a");
        await window.Page.WaitForSelectorAsync("#probe[data-sent='1']");
        Assert.Equal("ABC", await window.Page.InputValueAsync("[data-probe=select]"));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Scan_IntoPasswordOrCodeFields_IsWhatWasTyped()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/account/profile/second-factor");
        foreach (var field in new[] { "type=\"password\"", "autocomplete=\"one-time-code\"", "autocomplete=\"current-password\"" })
        {
            await page.EvaluateAsync("attribute => { document.querySelector('main').innerHTML = `<input id='secret' ${attribute}>`; document.getElementById('secret').focus(); }", field);
            var id = CustomerId.New();
            await scanner.ScanAsync(id, end: ["Tab"]);
            Assert.Equal(id, await page.InputValueAsync("#secret"));
            Assert.False(await page.IsVisibleAsync("#scan-strip"));
        }
    }

    [ToolFact(Tools.Chromium)]
    public async Task Scan_OnAReadOnlyPage_OpensTheCustomerAndSaysSo()
    {
        var (first, second) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(name: "Second Scanned"));
        await using var window = await site.OpenAsync(Roles.Viewer);
        await CountSoundsAsync(window.Page);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync($"/customers/{first.Id}");

        // From within an open menu, on a link of it.
        await page.ClickAsync("[popovertarget=user-menu]");
        await page.FocusAsync("#user-menu a");
        await scanner.ScanAsync(second.Id, end: ["Enter"]);
        await page.WaitForURLAsync($"**/customers/{second.Id}");
        var found = $"Found \u2068Second Scanned\u2069, ID {second.Id}.";
        await AnsweredAsync(page, found);
        await page.WaitForFunctionAsync("text => document.getElementById('announcement').textContent === text", found);

        await scanner.ScanAsync(second.Id, end: ["Enter"]);
        await AnsweredAsync(page, $"\u2068Second Scanned\u2069, ID {second.Id}, is already open.");
        await scanner.ScanAsync("4006381333931", end: ["Enter"]);
        await AnsweredAsync(page, "Not a customer ID.");
        Assert.Equal("880 1320 880 1320 196 147", await page.EvaluateAsync<string>("() => tones.join(' ')"));

        await page.ClickAsync("[popovertarget=scan-list]");
        Assert.Equal(
            ["Not a customer ID", $"{second.Id} Already open", $"{second.Id} Found"],
            await page.Locator("#scan-list li").AllTextContentsAsync());
        Assert.DoesNotContain("Scanned", await page.EvaluateAsync<string>("() => sessionStorage.getItem('scans')"), StringComparison.Ordinal);
        Assert.Equal("", await window.FindingsAsync());
    }

    [ToolFact(Tools.Chromium)]
    public async Task Sounds_SwitchedOff_AreNotHeard_AndSigningOutForgetsTheScans()
    {
        await using var window = await site.OpenAsync(Roles.Viewer);
        await CountSoundsAsync(window.Page);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/");
        await page.ClickAsync("[popovertarget=user-menu]");
        await page.ClickAsync("[data-scan-sounds]");
        Assert.Equal("false", await page.GetAttributeAsync("[data-scan-sounds]", "aria-pressed"));
        await scanner.ScanAsync(CustomerId.New(), end: ["Enter"]);
        await page.WaitForSelectorAsync($"{Answer}:has-text('No customer has ID')");
        Assert.Empty(await page.EvaluateAsync<int[]>("() => tones"));

        await page.ClickAsync("#user-menu form button");
        await page.WaitForURLAsync("**/account/sign-in*");
        Assert.Null(await page.EvaluateAsync<string?>("() => sessionStorage.getItem('scans')"));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Scan_WhileABillIsMade_OpensTheNextAndAsksBeforeAnAmountIsLost()
    {
        var (first, second, third) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/bills/new");
        await scanner.ScanAsync(first.Id, end: ["Enter"]);
        await ShownAsync(page, first.Id);
        await scanner.ScanAsync(second.Id, end: ["Tab"]);
        await ShownAsync(page, second.Id);

        await page.FillAsync(Amount, "12.50");
        await page.EvaluateAsync("selector => document.querySelector(selector).setSelectionRange(1, 1)", Amount);
        await scanner.ScanAsync(third.Id, end: ["Enter"]);
        await page.WaitForSelectorAsync($"dialog[open]:has-text('Open customer {third.Id}?')");
        Assert.Equal("", await window.FindingsAsync());

        // Neither what is typed on nor Enter answers; the next scan replaces the question.
        await page.Keyboard.TypeAsync("34", new() { Delay = 120 });
        await page.Keyboard.PressAsync("Enter");
        await scanner.ScanAsync(first.Id, end: ["Enter"]);
        await page.WaitForSelectorAsync($"dialog[open]:has-text('Open customer {first.Id}?')");
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForSelectorAsync("dialog", new() { State = WaitForSelectorState.Hidden });
        Assert.Equal("Bill.Amount 12.50 1", await page.EvaluateAsync<string>("() => { const a = document.activeElement; return `${a.name} ${a.value} ${a.selectionStart}`; }"));

        await scanner.ScanAsync(second.Id, end: ["Enter"]);
        await page.WaitForSelectorAsync($"{Answer}:has-text('already open')");
        Assert.Equal("12.50", await page.InputValueAsync(Amount));
        await scanner.ScanAsync(third.Id, end: ["Enter"]);
        await page.ClickAsync("dialog button:has-text('Open')");
        await ShownAsync(page, third.Id);
        Assert.Equal("", await page.InputValueAsync(Amount));
        Assert.Empty(window.Complaints);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Scan_OfNobody_WhileACustomerIsShown_TakesTheFocusFromTheAmount()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync($"/bills/new?customer={customer.Id}");
        var unknown = CustomerId.New();
        await scanner.ScanAsync(unknown, end: ["Enter"]);
        await AnsweredAsync(page, $"No customer has ID {unknown}.");
        await page.Keyboard.TypeAsync("12.50");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("", await page.InputValueAsync(Amount));

        await page.RouteAsync("**/bills/new?*", route => route.AbortAsync());
        await page.FocusAsync(Amount);
        await scanner.ScanAsync(unknown, end: ["Enter"]);
        await AnsweredAsync(page, "Can't reach the server. Scan again.");
        await page.UnrouteAllAsync();
        var next = await site.Data.CustomerAsync();
        await scanner.ScanAsync(next.Id, end: ["Enter"]);
        await ShownAsync(page, next.Id);
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customer.Id)));
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData(0)]
    [InlineData(800)]
    public async Task Scan_WhileABillIsBeingSaved_WaitsForItAndTakesWhatIsTypedNext(int latency)
    {
        var (first, second) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync($"/bills/new?customer={first.Id}");
        await window.SlowDownAsync(latency);
        await page.Keyboard.TypeAsync("11.25");
        await page.Keyboard.PressAsync("Enter");
        await scanner.ScanAsync(second.Id, end: ["Enter"]);
        await page.Keyboard.TypeAsync("7.75");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync(".alert-success:has-text('7.75')");
        Assert.Equal([(first.Id, 11.25m), (second.Id, 7.75m)], await site.ReadAsync(async db => (await db.Bills
            .Where(b => b.CustomerId == first.Id || b.CustomerId == second.Id).OrderBy(b => b.CreatedAt).ToListAsync()).Select(b => (b.CustomerId, b.Amount)).ToList()));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Scan_WhileAnotherIsOpened_ReplacesIt()
    {
        var (first, second) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await using var window = await site.OpenAsync(Roles.Viewer);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/");
        await window.SlowDownAsync(1_000);
        await scanner.ScanAsync(first.Id, end: ["Enter"]);
        await scanner.ScanAsync(second.Id, end: ["Enter"]);
        await page.WaitForURLAsync($"**/customers/{second.Id}");
        await page.ClickAsync("[popovertarget=scan-list]");
        Assert.Equal([$"{second.Id} Found", $"{first.Id} Not opened"], await page.Locator("#scan-list li").AllTextContentsAsync());
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scan_WithTwoMeanings_OpensTheOneThatExists(bool isUsScanner)
    {
        // With Y for Z and Z for Y it is an ID as well.
        var id = Enumerable.Range(0, int.MaxValue).Select(_ => CustomerId.New())
            .First(i => i.Contains('Y', StringComparison.Ordinal) && Turned(i) != i && CustomerId.HasValidCheck(Turned(i)));
        await site.Data.CustomerAsync(id);
        await using var window = await site.OpenAsync(Roles.Viewer);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/");
        await scanner.ScanAsync(isUsScanner ? id : Turned(id), KeyboardLayout.German, end: ["Enter"]);
        await page.WaitForURLAsync($"**/customers/{id}");
        Assert.StartsWith("Found ", await page.TextContentAsync(Answer), StringComparison.Ordinal);

        static string Turned(string id) => new([.. id.Select(c => c switch { 'Y' => 'Z', 'Z' => 'Y', _ => c })]);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Slash_InTheMiddleOfAScan_GoesNowhere()
    {
        var id = CustomerId.Complete("AB7CD7E");
        await using var window = await site.OpenAsync(Roles.Viewer);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/");

        // Caps Lock shifts the digits of a German keyboard.
        await scanner.ScanAsync(id, KeyboardLayout.German, capsLock: true, end: ["Enter"]);
        await AnsweredAsync(page, $"No customer has ID {id}.");
        Assert.Equal("", await page.InputValueAsync("#quick-find"));
        Assert.False(await page.EvaluateAsync<bool>("() => document.activeElement.id === 'quick-find'"));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Strip_AtAnyWidth_FitsAndCoversNoAmount()
    {
        var customer = await site.Data.CustomerAsync(name: new string('W', 100));
        await using var window = await site.OpenAsync(Roles.Staff, ColorScheme.Dark);
        var (page, scanner) = (window.Page, await Scanner.AtAsync(window));
        await page.GotoAsync("/bills/new");
        await scanner.ScanAsync(customer.Id, end: ["Enter"]);
        await ShownAsync(page, customer.Id);
        await page.WaitForSelectorAsync($"{Answer}:has-text('Found')");
        Assert.Equal("", await window.FindingsAsync());
        foreach (var width in new[] { 360, 390, 820, 1366, 1920 })
        {
            await page.SetViewportSizeAsync(width, 844);
            Assert.Equal("", await window.SticksOutAsync());
            Assert.False(await page.EvaluateAsync<bool>(
                """
                selector => {
                  const field = document.querySelector(selector);
                  field.focus();
                  const [a, b] = [field, document.getElementById("scan-strip")].map(e => e.getBoundingClientRect());
                  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
                }
                """, Amount), $"At {width} the amount is covered.");
        }
    }

    private static async Task AnsweredAsync(IPage page, string text) =>
        await page.WaitForFunctionAsync("([selector, text]) => document.querySelector(selector).textContent === text", new[] { Answer, text });

    private static async Task ShownAsync(IPage page, string id) => await page.WaitForSelectorAsync($"main [data-customer='{id}']");

    private static async Task CountSoundsAsync(IPage page) => await page.AddInitScriptAsync("""
        window.tones = [];
        window.AudioContext = class extends AudioContext {
          createOscillator() {
            const tone = super.createOscillator();
            const start = tone.start;
            tone.start = (at) => { tones.push(tone.frequency.value); start.call(tone, at); };
            return tone;
          }
        };
        """);
}
