using System.Text.Json;
using Microsoft.Playwright;

namespace ExhibitionCrm.Bench;

/// <summary>
/// From a scanner's last key until the customer is on screen, in a browser without a window that shares the machine. The
/// keys come 12 ms apart, as a common scanner sends them; the first few scans do not count.
/// </summary>
internal static class Scans
{
    public const string Key = "scan";
    private const int Count = 60;
    private const int WarmUp = 10;
    private const int Shift = 8;
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(12);
    private static readonly TimeSpan BetweenScans = TimeSpan.FromMilliseconds(450);

    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "google-chrome"];

    /// <summary>Scans on the home page, which leads to customers' pages, and on Add bill.</summary>
    /// <param name="ids">Of customers, at least as many as are scanned.</param>
    /// <exception cref="InvalidOperationException">There is no Chromium in the PATH, or a scan shows nobody.</exception>
    public static async Task<IReadOnlyList<ScanTimes>> MeasureAsync(Site site, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium(), Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync(new() { BaseURL = $"http://localhost:{site.Url.Port}", ViewportSize = new() { Width = 1366, Height = 768 } });
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("[name=UserName]", Site.UserName);
        await page.FillAsync("[name=Password]", site.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("#network");
        var keyboard = await page.Context.NewCDPSessionAsync(page);
        List<ScanTimes> measured = [];
        foreach (var from in new[] { "/", "/bills/new" })
        {
            await page.GotoAsync(from);
            var times = new List<TimeSpan>();
            foreach (var id in ids.Take(WarmUp + Count))
            {
                await Task.Delay(BetweenScans, cancellationToken);
                times.Add(await ScanAsync(page, keyboard, id, cancellationToken));
            }

            measured.Add(new ScanTimes(from, [.. times.Skip(WarmUp).Order()]));
        }

        return measured;
    }

    // Keys are not waited for, as a scanner does not; the clock starts before the last one is sent.
    private static async Task<TimeSpan> ScanAsync(IPage page, ICDPSession keyboard, string id, CancellationToken cancellationToken)
    {
        await page.EvaluateAsync(
            """
            selector => {
              window.benchShown = null;
              const look = () => {
                if (document.querySelector(selector)) window.benchShown = performance.timeOrigin + performance.now();
                else requestAnimationFrame(look);
              };
              requestAnimationFrame(look);
            }
            """,
            $"main [data-customer=\"{id}\"]");
        var sent = new List<Task>();
        var last = 0.0;
        foreach (var key in id.Append('\r'))
        {
            last = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
            sent.Add(SendAsync(keyboard, "keyDown", key));
            sent.Add(SendAsync(keyboard, "keyUp", key));
            if (key != '\r')
            {
                await Task.Delay(BetweenKeys, cancellationToken);
            }
        }

        await Task.WhenAll(sent);
        await page.WaitForFunctionAsync("() => window.benchShown !== null");
        return TimeSpan.FromMilliseconds(await page.EvaluateAsync<double>("() => window.benchShown") - last);
    }

    private static Task<JsonElement?> SendAsync(ICDPSession keyboard, string type, char key) => keyboard.SendAsync("Input.dispatchKeyEvent", new()
    {
        ["type"] = type,
        ["key"] = key == '\r' ? "Enter" : $"{key}",
        ["code"] = key == '\r' ? "Enter" : char.IsAsciiDigit(key) ? $"Digit{key}" : $"Key{key}",
        ["text"] = type == "keyDown" ? $"{key}" : "",
        ["windowsVirtualKeyCode"] = (int)key,
        ["modifiers"] = char.IsAsciiLetterUpper(key) ? Shift : 0,
    });

    private static string Chromium() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"A scan is measured in a browser: none of {string.Join(", ", Names)} is in the PATH.");
}

/// <param name="From">The page on which it is scanned.</param>
/// <param name="Times">The quickest first.</param>
internal sealed record ScanTimes(string From, IReadOnlyList<TimeSpan> Times)
{
    /// <param name="share">From 0 to below 1.</param>
    public TimeSpan At(double share) => Times[(int)(Times.Count * share)];
}
