using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>A filled site and a real browser before it. One browser process serves the whole run.</summary>
public class BrowserSite : CrmSite
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    private static readonly Lazy<Task<IPlaywright>> Driver = new(StartDriverAsync);
    private static readonly Lazy<Task<IBrowser>> Chromium = new(() => LaunchAsync());

    /// <summary>See <see cref="Places.FillAsync"/>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; private set; } = new Dictionary<string, string>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Values = await Places.FillAsync(this);
    }

    /// <summary>A window of its own; signed in when a role is given.</summary>
    /// <param name="zoom">As people zoom: width and height stay what the screen has, pages get less of them.</param>
    /// <param name="browser">With other arguments than the one of all tests.</param>
    /// <param name="address">Where that browser finds this site: by another name, or behind something that stands in between.</param>
    public async Task<Window> OpenAsync(
        string? role = null, ColorScheme colours = ColorScheme.Light, int width = 1280, int height = 900, ForcedColors forced = ForcedColors.None,
        int zoom = 1, bool scripts = true, IBrowser? browser = null, Uri? address = null)
    {
        browser ??= await Chromium.Value;
        address ??= Url;
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ColorScheme = colours,
            ForcedColors = forced,
            ViewportSize = new() { Width = width / zoom, Height = height / zoom },
            DeviceScaleFactor = zoom,
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,
        });
        // A busy machine is no failure.
        context.SetDefaultTimeout(180_000);
        if (role is not null)
        {
            using var client = await SignInAsync(role);
            await context.AddCookiesAsync(client.Cookies.GetCookies(Url).Select(cookie => new Microsoft.Playwright.Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Url = address.ToString(),
            }));
        }

        return await Window.OpenAsync(context);
    }

    private static async Task<IPlaywright> StartDriverAsync()
    {
        var playwright = await Playwright.CreateAsync();
        TestRun.OnEnd(() =>
        {
            playwright.Dispose();
            return Task.CompletedTask;
        });
        return playwright;
    }

    /// <summary>A browser process of its own, which ends with the run at the latest.</summary>
    internal static async Task<IBrowser> LaunchAsync(params string[] more)
    {
        var playwright = await Driver.Value;
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Tools.Find(Tools.Chromium), Args = [.. Arguments, .. more], Timeout = 120_000 });
        TestRun.OnEnd(() => browser.CloseAsync());
        return browser;
    }
}

/// <summary>A window that remembers what the browser complained about.</summary>
public sealed class Window : IAsyncDisposable
{
    // Not by its package for Playwright, which opens one more window for each question.
    private static readonly Lazy<string> Axe = new(new BundledAxeScriptProvider().GetScript);

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _context;

    private Window(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors on the console, scripts that failed, what the Content-Security-Policy stopped, files that are not there.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    internal static async Task<Window> OpenAsync(IBrowserContext context)
    {
        var window = new Window(context, await context.NewPageAsync());
        window.Page.Console += (_, message) => window.Note(message.Type is "error" or "warning", message.Text);
        window.Page.PageError += (_, error) => window.Note(true, error);
        window.Page.Response += (_, response) => window.Note(
            response.Status >= 400 && response.Request.ResourceType != "document", $"{response.Status} {response.Url}");
        return window;
    }

    /// <summary>From now on each request takes so many milliseconds longer. The browser's cache is off, as under every such route.</summary>
    public async Task SlowDownAsync(int milliseconds, bool staticFilesToo = false)
    {
        await Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        await Page.RouteAsync("**/*", async route =>
        {
            if (staticFilesToo || route.Request.ResourceType is "document" or "fetch" or "xhr")
            {
                await Task.Delay(milliseconds);
            }

            await route.ContinueAsync();
        });
    }

    /// <summary>What makes the page scroll sideways: nothing, or its width and what sticks out.</summary>
    public Task<string> SticksOutAsync() => Page.EvaluateAsync<string>("""
        () => {
          const { scrollWidth, clientWidth } = document.documentElement;
          const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > clientWidth + 1);
          return scrollWidth <= clientWidth ? "" : `${scrollWidth} at ${clientWidth}: ${out.slice(0, 3).map(e => e.outerHTML.slice(0, 150)).join(" | ")}`;
        }
        """);

    /// <summary>What axe finds, however small, a line each. Rows are all alike: the first ones stand for the many, which are gone after it.</summary>
    /// <param name="rule">The only rule to look at, if not all.</param>
    public async Task<string> FindingsAsync(string? rule = null)
    {
        await Page.EvaluateAsync(Axe.Value);
        // Under forced colours the system paints other colours than the style sheets name, and axe reads those.
        return await Page.EvaluateAsync<string>("""
            async rule => {
              document.querySelectorAll("tbody tr:nth-child(n+16)").forEach(row => row.remove());
              const contrast = { enabled: !matchMedia("(forced-colors: active)").matches };
              const { violations } = await axe.run({
                resultTypes: ["violations"],
                ...(rule ? { runOnly: [rule] } : { rules: { "color-contrast": contrast } }),
              });
              return violations.map(({ id, impact, help, nodes }) =>
                `${id} (${impact}): ${help}: ` +
                nodes.slice(0, 3).map(node => `${node.html} ${node.any.map(({ message }) => message).join(", ")}`).join(" | ")).join("\n");
            }
            """, rule);
    }

    /// <summary>Presses Tab until the wanted element has the focus, as somebody without a mouse does.</summary>
    public async Task TabToAsync(string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await Page.EvaluateAsync<bool>("selector => !!document.activeElement?.matches(selector)", selector))
            {
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not lead to {selector} on {Page.Url}.");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    // Chromium reports a page that answers 404 on the console, which may be what was asked for.
    private const string Harmless = "the server responded with a status of 404";

    private void Note(bool matters, string text)
    {
        if (matters && !text.Contains(Harmless, StringComparison.Ordinal))
        {
            _complaints.Enqueue($"{Page.Url}: {text}");
        }
    }
}
