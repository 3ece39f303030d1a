using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ExhibitionCrm.Tests.Badges;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>From registering to the printed badge to the next person, and what comes out of the printer.</summary>
public sealed partial class BadgeTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const double PointsAMillimetre = 72 / 25.4;
    private static readonly string[] Names = ["Maximiliane Sophie ", "عبد الرحمن بن محمد ", "歐陽司馬上官諸葛"];

    [ToolFact(Tools.Chromium)]
    public async Task Keys_FromRegisteringToTheBadgeToTheNextPerson_AreThree()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.AddInitScriptAsync("window.prints = 0; window.print = () => { window.prints++; };");
        await page.GotoAsync("/customers/new");
        await keys.TypeAsync("Three Keys");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("three.keys@example.org");
        await keys.PressAsync("Tab");
        await keys.TypeAsync("030 123456");

        // One key saves and opens the print dialog, in which Enter prints; another one leads to the next person.
        await keys.PressAsync("F9");
        await page.WaitForFunctionAsync("() => window.prints === 1");
        await page.WaitForURLAsync(url => url.EndsWith("/badge", StringComparison.Ordinal));
        await keys.PressAsync("F4");
        await page.WaitForURLAsync("**/customers/new");
        Assert.Equal("Input.Name", await page.EvaluateAsync<string>("() => document.activeElement.name"));
        Assert.Equal(1, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Kind == "badge.printed" && db.Customers.Any(c => c.Id == e.SubjectId && c.Name == "Three Keys"))));

        // Back at the badge, nothing is printed by itself.
        await page.GoBackAsync();
        await page.WaitForSelectorAsync(".badge-label");
        await page.ReloadAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("() => window.prints"));
        Assert.Empty(window.Complaints);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Keys_OnTheCustomersPage_LeadToTheAmount()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.Page.GotoAsync($"/customers/{customer.Id}");
        await window.Page.Keyboard.PressAsync("F8");
        Assert.Equal("Bill.Amount", await window.Page.EvaluateAsync<string>("() => document.activeElement.name"));

        // What was typed is not left behind without a question.
        await window.Page.Keyboard.TypeAsync("12");
        var questions = new List<string>();
        window.Page.Dialog += async (_, dialog) =>
        {
            questions.Add(dialog.Message);
            await dialog.DismissAsync();
        };
        await window.Page.Keyboard.PressAsync("F4");
        Assert.Single(questions);
        Assert.Equal("12", await window.Page.InputValueAsync("[name='Bill.Amount']"));

        // They can be switched off.
        await window.Page.EvaluateAsync("() => { localStorage.setItem('shortcuts', 'off'); document.activeElement.blur(); }");
        await window.Page.Keyboard.PressAsync("F8");
        Assert.NotEqual("Bill.Amount", await window.Page.EvaluateAsync<string?>("() => document.activeElement.name"));
    }

    [ToolFact(Tools.Chromium)]
    public async Task Print_OfTheLongestNames_IsOnePageOfTheLabelsSize()
    {
        await using var window = await site.OpenAsync(Roles.Staff);
        foreach (var name in Names)
        {
            var customer = await site.Data.CustomerAsync(name: string.Concat(Enumerable.Repeat(name, 20))[..120]);
            foreach (var (size, (width, height)) in BadgeModel.Sizes)
            {
                await window.Page.GotoAsync($"/customers/{customer.Id}/badge?size={size}");
                var pdf = Encoding.Latin1.GetString(await window.Page.PdfAsync(new() { PreferCSSPageSize = true }));
                var boxes = MediaBox().Matches(pdf);
                Assert.True(boxes.Count == 1, $"{size}, {name}: {boxes.Count} pages");
                Assert.InRange(Number(boxes[0], 1) / PointsAMillimetre, width - 1, width + 1);
                Assert.InRange(Number(boxes[0], 2) / PointsAMillimetre, height - 1, height + 1);
            }
        }
    }

    [ToolFact(Tools.Chromium)]
    public async Task Label_WithAllThatThereCanBe_HoldsTheIdAndTheExhibition()
    {
        var customer = await site.Data.CustomerAsync(name: string.Concat(Enumerable.Repeat("Maximiliane ", 20)), company: new string('C', 200), jobTitle: new string('J', 200));
        var bare = await site.Data.CustomerAsync(name: string.Concat(Enumerable.Repeat("Maximiliane ", 20)));
        await using var window = await site.OpenAsync(Roles.Staff);
        foreach (var (id, size) in new[] { customer.Id, bare.Id }.SelectMany(id => BadgeModel.Sizes.Keys.Select(size => (id, size))))
        {
            await window.Page.GotoAsync($"/customers/{id}/badge?size={size}");
            var label = (await window.Page.Locator(".badge-label").BoundingBoxAsync())!;
            foreach (var part in new[] { ".name", ".id", ".exhibition", "img" })
            {
                var box = (await window.Page.Locator($".badge-label {part}").BoundingBoxAsync())!;
                Assert.True(
                    box.Height > 0 && box.Y >= label.Y && box.Y + box.Height <= label.Y + label.Height,
                    $"{size}: {part} from {box.Y - label.Y} to {box.Y + box.Height - label.Y} of {label.Height}");
            }
        }
    }

    [ToolFact(Tools.Chromium, Tools.Zbar)]
    public async Task Print_AtTheResolutionOfALabelPrinter_HasACodeThatIsRead()
    {
        var customer = await site.Data.CustomerAsync(name: "Sharp Enough");
        await using var window = await site.OpenAsync(Roles.Staff);
        var devTools = await window.Page.Context.NewCDPSessionAsync(window.Page);
        foreach (var size in BadgeModel.Sizes.Keys)
        {
            await window.Page.GotoAsync($"/customers/{customer.Id}/badge?size={size}");
            await window.Page.EvaluateAsync("() => document.querySelector('.badge-label img').decode()");
            var box = (await window.Page.Locator(".badge-label").BoundingBoxAsync())!;
            var shot = await devTools.SendAsync("Page.captureScreenshot", new Dictionary<string, object>
            {
                // 203 dots an inch, of which style sheets know 96.
                ["clip"] = new { x = box.X, y = box.Y, width = box.Width, height = box.Height, scale = 203 / 96.0 },
            });
            var png = Convert.FromBase64String(shot!.Value.GetProperty("data").GetString()!);
            Assert.Equal(customer.Id, await QrCodeTests.DecodeAsync(png));
        }
    }

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]")]
    private static partial Regex MediaBox();
}
