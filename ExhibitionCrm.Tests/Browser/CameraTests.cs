using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>The page of the camera, by the camera that Chromium plays a film to.</summary>
public sealed class CameraTests(CameraTests.Site site) : IClassFixture<CameraTests.Site>
{
    private const string OtherName = "counter.example";
    private const string Answer = "#scan-strip .scan-answer";

    /// <summary>Remembers the streams that the page was given.</summary>
    private const string Watch = """
        window.streams = [];
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async wanted => {
          window.wanted = JSON.stringify(wanted);
          const stream = await open(wanted);
          streams.push(stream);
          return stream;
        };
        """;

    private const string LiveTracks = "() => streams.flatMap(s => s.getTracks()).filter(t => t.readyState === 'live').length";

    [ToolFact(Tools.Chromium)]
    public async Task Camera_OnOneCodeAfterTheOther_AnswersEachAndOpensTheCustomer()
    {
        var (customer, nobody) = (await site.Data.CustomerAsync(name: "Seen By Camera"), CustomerId.New());
        await using var camera = await FakeCamera.SeeingAsync("https://example.org/not-ours", nobody, customer.Id);
        await using var window = await site.OpenAsync(Roles.Viewer, width: 390, height: 844, browser: camera.Browser);
        var page = window.Page;
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync("/customers");
        await page.ClickAsync(".bottombar [href$='/customers/scan']");

        await page.WaitForURLAsync($"**/customers/{customer.Id}");
        await AnsweredAsync(page, $"Found \u2068Seen By Camera\u2069, ID {customer.Id}.");
        var list = await page.Locator("#scan-list li").AllTextContentsAsync();
        Assert.Equal([$"{customer.Id} Found", $"{nobody} No such customer", "Not a customer ID"], list.Distinct());
        Assert.Contains("environment", await page.EvaluateAsync<string>("() => wanted"), StringComparison.Ordinal);
        Assert.Equal(0, await page.EvaluateAsync<int>(LiveTracks));
        Assert.All(window.Complaints, complaint => Assert.EndsWith(nobody, complaint, StringComparison.Ordinal));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Camera_WhileBillsAreAdded_OpensTheNextCustomersForm()
    {
        var customer = await site.Data.CustomerAsync();
        await using var camera = await FakeCamera.SeeingAsync(customer.Id);
        await using var window = await site.OpenAsync(Roles.Staff, width: 820, height: 1180, browser: camera.Browser);
        var page = window.Page;
        await page.GotoAsync("/bills/new");
        await page.ClickAsync("main .camera-link a");
        await page.WaitForSelectorAsync($"main [data-customer='{customer.Id}']");
        Assert.Equal("Bill.Amount", await page.EvaluateAsync<string>("() => document.activeElement.name"));
        Assert.EndsWith("/customers/scan?for=bill", await page.GetAttributeAsync(".bottombar [href*='/scan']", "href"), StringComparison.Ordinal);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Camera_WhenThePageIsLeftOrHidden_IsOff()
    {
        await using var camera = await FakeCamera.SeeingAsync("nothing of ours");
        await using var window = await site.OpenAsync(Roles.Staff, browser: camera.Browser);
        var page = window.Page;
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync("/customers/scan");
        await ReadingAsync(page);
        Assert.Equal(1, await page.EvaluateAsync<int>(LiveTracks));
        Assert.Equal("", await window.FindingsAsync());

        await SetHiddenAsync(page, true);
        Assert.Equal(0, await page.EvaluateAsync<int>(LiveTracks));
        await SetHiddenAsync(page, false);
        await ReadingAsync(page);
        Assert.Equal(1, await page.EvaluateAsync<int>(LiveTracks));

        await page.ClickAsync(".places [href$='/bills']");
        await page.WaitForURLAsync("**/bills");
        Assert.Equal(0, await page.EvaluateAsync<int>(LiveTracks));

        // And it starts again in the same document.
        await page.EvaluateAsync("() => { const link = document.createElement('a'); link.href = '/customers/scan'; document.body.append(link); link.click(); }");
        await ReadingAsync(page);
        Assert.Equal(1, await page.EvaluateAsync<int>(LiveTracks));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Camera_OnACodeThatStaysInSight_AnswersOnce()
    {
        await using var camera = await FakeCamera.SeeingAsync("4006381333931");
        await using var window = await site.OpenAsync(Roles.Staff, browser: camera.Browser);
        await window.Page.GotoAsync("/customers/scan");
        await AnsweredAsync(window.Page, "Not a customer ID.");
        await Task.Delay(1500);
        Assert.Equal(1, await window.Page.Locator("#scan-list li").CountAsync());
    }

    [ToolFact(Tools.Chromium)]
    public async Task Camera_OnAContactCard_OpensTheFormFilledIn()
    {
        await using var camera = await FakeCamera.SeeingAsync("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Łukasz;Żaneta;;;\r\nFN:Żaneta Łukasz\r\nEMAIL:zaneta@example.org\r\nTEL;TYPE=CELL:+48 22 5550100\r\nORG:Wystawa;Sales\r\nEND:VCARD\r\n");
        await using var window = await site.OpenAsync(Roles.Staff, browser: camera.Browser);
        var page = window.Page;
        await page.GotoAsync("/customers/scan");
        await page.WaitForURLAsync("**/customers/new");
        await AnsweredAsync(page, "The form is filled in for \u2068Żaneta Łukasz\u2069. Check it, then save.");
        Assert.Equal(
            ["Żaneta Łukasz", "zaneta@example.org", "+48 22 5550100", "Wystawa", ""],
            await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[data-card]')].map(f => f.value)"));
        Assert.DoesNotContain("aneta", await page.EvaluateAsync<string>("() => location.href + JSON.stringify(sessionStorage) + JSON.stringify(localStorage)"), StringComparison.Ordinal);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Camera_WithATorch_HasAButtonForIt()
    {
        await using var camera = await FakeCamera.SeeingAsync("nothing of ours");
        await using var window = await site.OpenAsync(Roles.Staff, browser: camera.Browser);
        await window.Page.AddInitScriptAsync("""
            window.torch = [];
            MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
            MediaStreamTrack.prototype.applyConstraints = async ({ advanced }) => { torch.push(advanced[0].torch); };
            """);
        await window.Page.GotoAsync("/customers/scan");
        await window.Page.ClickAsync("[data-camera-light]");
        await window.Page.ClickAsync("[data-camera-light][aria-pressed=true]");
        await window.Page.WaitForSelectorAsync("[data-camera-light][aria-pressed=false]");
        Assert.Equal("true,false", await window.Page.EvaluateAsync<string>("() => torch.join()"));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Camera_ThatIsDenied_SaysWhatToDo()
    {
        await using var browser = await BrowserSite.LaunchAsync("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny");
        await AssertSaysAsync(browser, "denied", "Allow it in the browser's settings");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Camera_ThatIsMissing_SaysWhatToDo()
    {
        await using var browser = await BrowserSite.LaunchAsync("--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream");
        await AssertSaysAsync(browser, "missing", "Connect one and try again");
    }

    [ToolTheory(Tools.Chromium)]
    [InlineData("NotReadableError", "busy", "Close it, then try again")]
    [InlineData("TypeError", "broken", "reload this page")]
    public async Task Camera_ThatFails_SaysWhatToDoAndStartsOnceItCan(string error, string state, string words)
    {
        await using var camera = await FakeCamera.SeeingAsync("nothing of ours");
        await using var window = await site.OpenAsync(Roles.Staff, browser: camera.Browser);
        await window.Page.AddInitScriptAsync($$"""
            const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            let isFirst = true;
            navigator.mediaDevices.getUserMedia = async wanted => {
              if (!isFirst) return open(wanted);
              isFirst = false;
              throw new DOMException("", "{{error}}");
            };
            """);
        await window.Page.GotoAsync("/customers/scan");
        await SaysAsync(window, state, words);
        await window.Page.ClickAsync("[data-camera-again] button");
        await ReadingAsync(window.Page);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Camera_OnAPageWithoutHttps_SaysWhatToDoAndTheIdCanBeTyped()
    {
        var customer = await site.Data.CustomerAsync();
        await using var browser = await BrowserSite.LaunchAsync("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", $"--host-resolver-rules=MAP {OtherName} 127.0.0.1");
        await using var window = await site.OpenAsync(Roles.Staff, browser: browser, address: new UriBuilder(site.Url) { Host = OtherName }.Uri);
        await window.Page.GotoAsync("/customers/scan");
        Assert.False(await window.Page.EvaluateAsync<bool>("() => isSecureContext"));
        await SaysAsync(window, "insecure", "Open this site by its https:// address");
        await window.Page.FillAsync("main [name=q]", customer.Id);
        await window.Page.PressAsync("main [name=q]", "Enter");
        await window.Page.WaitForURLAsync($"**/customers/{customer.Id}");
    }

    [ToolFact(Tools.Chromium)]
    public async Task Decoder_OnOtherPages_IsNotLoaded()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.Page.GotoAsync("/customers");
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => performance.getEntriesByType('resource').filter(e => /zxing|decoder|camera\\.[^/]*js/.test(e.name)).length"));
    }

    [Fact]
    public async Task Policy_OfTheDecoder_IsTheOnlyOneThatAllowsWebAssembly()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Equal(await PolicyAsync("/customers"), await PolicyAsync("/customers/scan"));
        Assert.Equal($"{await PolicyAsync("/customers")}; script-src 'self' 'wasm-unsafe-eval'", await PolicyAsync("/decoder.js"));

        async Task<string> PolicyAsync(string url)
        {
            using var answer = await staff.Http.GetAsync(new Uri(url, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            return Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        }
    }

    private async Task AssertSaysAsync(IBrowser browser, string state, string words)
    {
        await using var window = await site.OpenAsync(Roles.Viewer, width: 390, browser: browser);
        await window.Page.GotoAsync("/customers/scan");
        await SaysAsync(window, state, words);
        Assert.True(await window.Page.IsVisibleAsync("[data-camera-again] button"));
        Assert.Equal("", await window.FindingsAsync());
    }

    private static async Task SaysAsync(Window window, string state, string words)
    {
        await window.Page.WaitForSelectorAsync($"[data-camera={state}]");
        Assert.Contains(words, await window.Page.InnerTextAsync("main .camera"), StringComparison.Ordinal);
        Assert.True(await window.Page.IsVisibleAsync("main .camera form"));
        Assert.False(await window.Page.IsVisibleAsync("main video"));
    }

    private static async Task ReadingAsync(IPage page) =>
        await page.WaitForFunctionAsync("() => document.querySelector('[data-camera=reading]') && document.querySelector('main video').currentTime > 0");

    private static async Task AnsweredAsync(IPage page, string text) =>
        await page.WaitForFunctionAsync("([selector, text]) => document.querySelector(selector)?.textContent === text", new[] { Answer, text });

    /// <summary>Also reached by a name that is no loopback address to the browser.</summary>
    public sealed class Site : BrowserSite
    {
        protected override IEnumerable<(string Name, string? Value)> Settings => [("ALLOWED_HOSTS", $"127.0.0.1,{OtherName}")];
    }

    private static async Task SetHiddenAsync(IPage page, bool isHidden) => await page.EvaluateAsync(
        "isHidden => { Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }", isHidden);
}
