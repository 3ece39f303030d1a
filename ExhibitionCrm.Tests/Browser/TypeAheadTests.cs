using System.Globalization;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>People type on while the next page is on its way: every key goes where it was meant to go, or nothing is sent.</summary>
public sealed class TypeAheadTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const int Windows = 8;
    private const int RoundsOfAWindow = 5;
    private const string Amount = "[name='Bill.Amount']";

    private static readonly int[] KeysASecond = [5, 8, 12];

    /// <summary>Two hundred rounds in all.</summary>
    [ToolTheory(Tools.Chromium)]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(800)]
    [InlineData(2_000)]
    public async Task Bills_TypedAheadOfThePage_HaveTheAmountThatWasTyped(int latency)
    {
        var rounds = (await Task.WhenAll(Enumerable.Range(0, Windows).Select(window => RoundsAsync(window, latency)))).SelectMany(r => r).ToList();
        Assert.Equal(Windows * RoundsOfAWindow, rounds.Count);
        var saved = await site.ReadAsync(db => db.Bills.GroupBy(b => b.CustomerId)
            .Select(g => new { g.Key, Amounts = g.Select(b => b.Amount).ToList() }).ToDictionaryAsync(g => g.Key, g => g.Amounts));
        var wrong = rounds.SelectMany(r => r.Bills.Select(bill => (r, bill, Saved: saved.GetValueOrDefault(bill.CustomerId) ?? [])))
            .Where(b => b.Saved.Count > 0 ? b.Saved is not [var only] || only != b.bill.Amount : b.r.IsSilent)
            .Select(b => $"{b.r}: {b.bill}, saved {string.Join(" and ", b.Saved)}").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong or lost without a word:\n{string.Join('\n', wrong)}");

        var right = rounds.Count(r => r.Bills.All(bill => saved.ContainsKey(bill.CustomerId)));
        Assert.True(right >= rounds.Count * 9 / 10, $"Only {right} of {rounds.Count} came out right.");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Tab_TypedAhead_LeadsToTheNextField()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await OpenSlowAsync("/bills/new");
        await TypeAsync(window.Page, customer.Id, 2);
        await window.Page.Keyboard.TypeAsync("13.5");
        await window.Page.Keyboard.PressAsync("Backspace");
        await window.Page.Keyboard.TypeAsync("75");
        await window.Page.Keyboard.PressAsync("Tab");
        await window.Page.Keyboard.TypeAsync("Cafe & map");
        await window.Page.WaitForFunctionAsync("() => document.querySelector('[name=\"Bill.Description\"]')?.value === 'Cafe & map'");
        Assert.Equal("13.75", await window.Page.InputValueAsync(Amount));
    }

    [ToolFact(Tools.Chromium)]
    public async Task SignIn_WithTheFormBehindItTypedAhead_FillsThatForm()
    {
        var user = await site.Data.UserAsync(Roles.Staff);
        await using var window = await OpenSlowAsync("/customers/new", role: null);
        var keys = window.Page.Keyboard;
        await keys.TypeAsync(user.UserName!);
        await keys.PressAsync("Tab");
        await TypeAsync(window.Page, TestData.Password, 2);
        await keys.TypeAsync("Ahead of Time");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("ahead@example.org");
        await keys.PressAsync("Tab");
        await TypeAsync(window.Page, "+49 30 12345", 2);
        await window.Page.WaitForSelectorAsync(".customer-id-lg");
        var customer = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Name == "Ahead of Time"));
        Assert.Equal(("ahead@example.org", "+49 30 12345"), (customer.Email, customer.Phone));
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData("/customers/new", "Input.Name", "Only a name")]
    [InlineData("/bills/new", "customer", "nobody at all")]
    [InlineData("/bills/new", "customer", "example")]
    [InlineData("/bills/new?customer={customer}", "Bill.Amount", "12,345")]
    [InlineData("/bills/new?customer={customer}", "Bill.Amount", "12345678")]
    [InlineData("/customers/{customer}", "Bill.Amount", "5")]
    [InlineData("/", "q", "example")]
    [InlineData("/customers", "q", "example")]
    [InlineData("/bills", "q", "example")]
    public async Task Keys_ForAPageThatDoesNotWaitForThem_AreNotUsedAndThePageSaysSo(string address, string field, string typed)
    {
        await using var window = await OpenSlowAsync(address.With(site.Values));
        await window.Page.FocusAsync($"[name='{field}']");
        await TypeAsync(window.Page, typed, 2);
        await window.Page.Keyboard.TypeAsync("125.");
        await window.Page.WaitForSelectorAsync(".typed-too-early");
        await TypeAsync(window.Page, "00", 2);
        Assert.Equal(["typed-too-early"], await window.Page.EvaluateAsync<string[]>("() => [...document.activeElement.classList].slice(-1)"));
        Assert.DoesNotContain("125.", await window.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('input')].map(i => i.value)"));
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.Amount == 125m)));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Keys_TypedWhileTheServerCannotBeReached_AreNotUsedAndThePageSaysSo()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await OpenSlowAsync("/bills/new");
        await window.Page.RouteAsync("**/bills/new*", async route =>
        {
            await Task.Delay(500);
            await route.AbortAsync();
        });
        await TypeAsync(window.Page, customer.Name, 2);
        await window.Page.Keyboard.TypeAsync("12");
        await window.Page.WaitForSelectorAsync(".typed-too-early");
        Assert.True(await window.Page.IsVisibleAsync("#connection-alert"));
        Assert.Equal(customer.Name, await window.Page.InputValueAsync("#customer"));
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData("before the page")]
    [InlineData("before its scripts")]
    public async Task Keys_BeforeAPageThatIsLoadedAnew_AreNotSentInPart(string when)
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await OpenSlowAsync($"/bills/new?customer={customer.Id}");
        var page = window.Page;
        await window.SlowDownAsync(1_000, staticFilesToo: true);
        var loaded = when == "before the page"
            ? page.EvaluateAsync("() => { location.reload(); }").ContinueWith(_ => Task.CompletedTask, TaskScheduler.Default).Unwrap()
            : page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });
        await loaded;
        await page.Keyboard.TypeAsync("12");
        await page.WaitForSelectorAsync(".typed-too-early");
        await TypeAsync(page, "5.00", 2);
        Assert.Equal("", await page.InputValueAsync(Amount));
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customer.Id)));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Keys_WhoseFocusIsMovedByThePage_AreNotSplit()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync($"/bills/new?customer={customer.Id}");
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.TypeAsync("65");
        await page.EvaluateAsync("() => document.querySelector(\"[name='Bill.Amount']\").focus()");
        await TypeAsync(page, "8.68", 2);
        await page.WaitForSelectorAsync(".typed-too-early");
        Assert.Equal("", await page.InputValueAsync(Amount));
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customer.Id)));

        // Whoever goes there by themselves is not held up.
        await page.ClickAsync(Amount);
        await TypeAsync(page, "658.68", 2);
        await page.WaitForSelectorAsync(".alert-success");
        Assert.Equal(658.68m, await site.ReadAsync(db => db.Bills.Where(b => b.CustomerId == customer.Id).Select(b => b.Amount).SingleAsync()));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Amount_BeingTypedAsTheSearchIsAnswered_StaysWhereItIs()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        var page = window.Page;
        await page.GotoAsync($"/bills/new?customer={customer.Id}");
        await page.RouteAsync("**/bills/new?*", async route =>
        {
            await Task.Delay(1_000);
            await route.ContinueAsync();
        });
        await page.ClickAsync("#customer");
        await page.Keyboard.PressAsync("End");
        var asked = page.WaitForRequestAsync("**/bills/new?*");
        var answered = page.WaitForResponseAsync("**/bills/new?*");
        await page.Keyboard.TypeAsync("X");
        await page.Keyboard.PressAsync("Backspace");
        await asked;
        await page.ClickAsync(Amount);
        await page.Keyboard.TypeAsync("65");
        await (await answered).FinishedAsync();
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 200))");
        await TypeAsync(page, "8.68", 2);
        await page.WaitForSelectorAsync(".alert-success");
        Assert.Equal(658.68m, await site.ReadAsync(db => db.Bills.Where(b => b.CustomerId == customer.Id).Select(b => b.Amount).SingleAsync()));
    }

    private async Task<Window> OpenSlowAsync(string address, string? role = Roles.Staff)
    {
        var window = await site.OpenAsync(role);
        await window.Page.GotoAsync(address);
        await window.SlowDownAsync(800);
        return window;
    }

    /// <summary>Half of the windows have the static files in their cache, where they wait for nothing.</summary>
    private async Task<List<Round>> RoundsAsync(int number, int latency)
    {
        var random = new Random(latency + number);
        var cached = number % 2 == 0;
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.SlowDownAsync(latency, staticFilesToo: !cached);
        var rounds = new List<Round>();
        for (var i = 0; i < RoundsOfAWindow; i++)
        {
            if (i == 0 || !await window.Page.IsVisibleAsync(".alert-success"))
            {
                await window.Page.GotoAsync("/bills/new");
            }

            rounds.Add(await RoundAsync(window, random, latency, $"window {number} ({(cached ? "cached" : "not cached")}), round {i}"));
        }

        return rounds;
    }

    /// <summary>One or two customers, each scanned and billed without a look at the screen.</summary>
    private async Task<Round> RoundAsync(Window window, Random random, int latency, string name)
    {
        var pace = 1000 / Pick(random, KeysASecond);
        var bills = new List<TypedBill>();
        for (var count = random.Next(3) == 0 ? 2 : 1; count > 0; count--)
        {
            var bill = new TypedBill((await site.Data.CustomerAsync()).Id, random.Next(100, 99_999) / 100m);
            bills.Add(bill);
            await TypeAsync(window.Page, bill.CustomerId, random.Next(2, 61));
            await Task.Delay(random.Next(0, latency + 300));
            await TypeAsync(window.Page, bill.Amount.ToString("0.00", CultureInfo.InvariantCulture), pace);
        }

        var silent = false;
        try
        {
            var last = bills[^1].Amount.ToString("#,##0.00", CultureInfo.InvariantCulture);
            await window.Page.WaitForSelectorAsync($".alert-success:has-text('{last}'), .typed-too-early, main [aria-invalid=true]", new() { Timeout = 90_000 });
        }
        catch (TimeoutException)
        {
            silent = true;
        }

        return new Round($"{name}, {pace} ms a key", bills, silent);
    }

    private static async Task TypeAsync(IPage page, string text, int pace)
    {
        foreach (var key in text)
        {
            await page.Keyboard.PressAsync(key.ToString());
            await Task.Delay(pace);
        }

        await page.Keyboard.PressAsync("Enter");
    }

    private static int Pick(Random random, int[] values) => values[random.Next(values.Length)];

    private sealed record TypedBill(string CustomerId, decimal Amount);

    /// <param name="IsSilent">Whether the page said nothing about what became of it.</param>
    private sealed record Round(string Name, IReadOnlyList<TypedBill> Bills, bool IsSilent)
    {
        public override string ToString() => Name;
    }
}
