using System.Diagnostics;
using ExhibitionCrm.Web.Customers;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>What one customer took.</summary>
/// <param name="Requests">One after another, what a redirect leads to as well.</param>
/// <param name="Others">Of the scanner, and until a search begins.</param>
internal sealed record ServedCustomer(int Keys, int Decisions, int Requests, TimeSpan Others, TimeSpan Clock)
{
    public TimeSpan Reckoned => (Keys * CounterPerson.Key) + (Decisions * CounterPerson.Decision) + (Requests * CounterPerson.Latency) + Others;
}

/// <summary>
/// Somebody at the counter, without a mouse: says what they do in the words of their work, counts what it takes, and after
/// each step looks where the focus is.
/// </summary>
internal sealed class CounterPerson
{
    public static readonly TimeSpan Key = TimeSpan.FromMilliseconds(150);
    public static readonly TimeSpan Decision = TimeSpan.FromMilliseconds(400);
    public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(300);

    // No faster, or the keys of an ID would be those of a scanner.
    private static readonly TimeSpan HurriedKey = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan HurriedLatency = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ScannedKey = TimeSpan.FromMilliseconds(10);

    // From the last key to the search.
    private static readonly TimeSpan SearchPause = TimeSpan.FromMilliseconds(300);
    private const string Amount = "Bill.Amount";

    private readonly Window _window;
    private readonly Scanner _scanner;
    private readonly List<ServedCustomer> _served = [];
    private readonly Stopwatch _clock = new();
    private int _keys;
    private int _decisions;
    private int _requests;
    private TimeSpan _others;

    private CounterPerson(Window window, Scanner scanner) => (_window, _scanner) = (window, scanner);

    public static bool IsReal => Environment.GetEnvironmentVariable("CRM_ROUND") == "real";

    public IReadOnlyList<ServedCustomer> Served => _served;

    private IPage Page => _window.Page;

    public static async Task<CounterPerson> AtAsync(Window window)
    {
        var scanner = await Scanner.AtAsync(window);
        scanner.Pace = (int)ScannedKey.TotalMilliseconds;
        return new CounterPerson(window, scanner);
    }

    /// <summary>From now on the network is slow, and everything counts.</summary>
    public async Task StartAsync()
    {
        await _window.SlowDownAsync((int)(IsReal ? Latency : HurriedLatency).TotalMilliseconds);
        Page.Request += (_, request) => _requests += IsPage(request) ? 1 : 0;
        _clock.Restart();
    }

    /// <summary>This customer goes, the next one comes.</summary>
    public void Next()
    {
        _served.Add(new ServedCustomer(_keys, _decisions, _requests, _others, _clock.Elapsed));
        (_keys, _decisions, _requests, _others) = (0, 0, 0, TimeSpan.Zero);
        _clock.Restart();
    }

    public async Task ScanAsync(Customer customer)
    {
        await DecideAsync();
        await _scanner.ScanAsync(customer.Id, end: ["Enter"]);
        _others += (CustomerId.Length + 1) * ScannedKey;
        await SeesAsync(customer);
    }

    public async Task TypeIdAsync(Customer customer)
    {
        await DecideAsync();
        await TypeAsync(customer.Id.ToLowerInvariant());
        await SeesFocusAsync("customer");
        await PressAsync("Enter");
        await SeesAsync(customer);
    }

    public async Task SearchAsync(Customer customer, string words)
    {
        await DecideAsync();
        await TypeAsync(words);
        await Page.WaitForSelectorAsync($"[data-matches] a:has-text('{customer.Id}')");
        await SeesFocusAsync("customer");
        _requests++;
        _others += SearchPause;
        await DecideAsync();
        var matches = await Page.Locator("[data-matches] a").AllTextContentsAsync();
        for (var i = 0; i <= matches.ToList().FindIndex(match => match.Contains(customer.Id, StringComparison.Ordinal)); i++)
        {
            await PressAsync("ArrowDown");
        }

        Assert.Contains(customer.Id, await Page.EvaluateAsync<string>("() => document.activeElement.textContent"), StringComparison.Ordinal);
        await PressAsync("Enter");
        await SeesAsync(customer);
    }

    /// <summary>Types the amount, reads what was understood, and saves.</summary>
    public async Task BillAsync(Customer customer, string amount)
    {
        await SendAsync(amount);
        await SeesSavedAsync(customer);
    }

    /// <summary>The same for an amount that is asked about, once.</summary>
    public async Task ConfirmAsync(Customer customer, string amount)
    {
        await SendAsync(amount);
        await Page.WaitForSelectorAsync("html:not(.is-loading, .is-asking) [name='Bill.Confirmed']");
        await SeesFocusAsync(Amount);
        await DecideAsync();
        await PressAsync("Tab");
        await PressAsync("Tab");
        await SeesFocusAsync("Bill.Confirmed");
        await PressAsync("Space");
        await PressAsync("Enter");
        await SeesSavedAsync(customer);
    }

    /// <summary>Takes back the bill that was added last; the customer is there again.</summary>
    public async Task UndoAsync(Customer customer)
    {
        await DecideAsync();
        for (var i = 0; i < 4; i++)
        {
            await PressAsync("Tab");
        }

        Assert.StartsWith("Undo", (await Page.EvaluateAsync<string>("() => document.activeElement.textContent")).Trim(), StringComparison.Ordinal);
        await PressAsync("Enter");
        await SeesAsync(customer);
    }

    public async Task SeesFocusAsync(string name) =>
        Assert.Equal(name, await Page.EvaluateAsync<string?>("() => document.activeElement?.getAttribute('name')"));

    private async Task SendAsync(string amount)
    {
        await TypeAsync(amount);
        await SeesFocusAsync(Amount);
        await DecideAsync();
        await PressAsync("Enter");
    }

    private async Task SeesAsync(Customer customer)
    {
        await Page.WaitForSelectorAsync($"html:not(.is-loading) main [data-customer='{customer.Id}']");
        await SeesFocusAsync(Amount);
        await DecideAsync();
    }

    private async Task SeesSavedAsync(Customer customer)
    {
        await Page.WaitForSelectorAsync($"html:not(.is-loading) main .alert-success:has-text('{customer.Id}')");
        await SeesFocusAsync("customer");
    }

    private async Task TypeAsync(string text)
    {
        foreach (var key in text)
        {
            await PressAsync($"{key}");
        }
    }

    private async Task PressAsync(string key)
    {
        _keys++;
        await Page.Keyboard.PressAsync(key);
        await Task.Delay(IsReal ? Key : HurriedKey);
    }

    private async Task DecideAsync()
    {
        _decisions++;
        if (IsReal)
        {
            await Task.Delay(Decision);
        }
    }

    // What is found while somebody types waits for nobody, unless they wait for it.
    private static bool IsPage(IRequest request) => request.ResourceType is "document" or "fetch" && !request.Headers.ContainsKey("x-part");
}
