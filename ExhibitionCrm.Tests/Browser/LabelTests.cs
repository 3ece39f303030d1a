using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ExhibitionCrm.Tests.Exhibitions;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.Playwright;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Badges of all kinds of sizes, with a logo and all else that there can be.</summary>
public sealed partial class LabelTests(BrowserSite site) : IClassFixture<BrowserSite>
{
    private const double PointsAMillimetre = 72 / 25.4;

    private static readonly string[] Own = ["20x15", "210x15", "20x297", "210x297", "50x50", "100x60", "54x86"];

    [ToolFact(Tools.Chromium)]
    public async Task Label_OfAnySizeWithALogo_HoldsAllOfIt()
    {
        var full = await site.Data.CustomerAsync(name: string.Concat(Enumerable.Repeat("Maximiliane ", 20)), company: new string('C', 200), jobTitle: new string('J', 200));
        var bare = await site.Data.CustomerAsync(name: string.Concat(Enumerable.Repeat("Maximiliane ", 20)));
        await site.Data.ExhibitionAsync(text => text with { Name = "International Trade Fair for Everything" });
        var outside = new List<string>();
        foreach (var (width, height) in new[] { (64, 64), (2000, 100), (100, 2000) })
        {
            Assert.True(LogoImage.TryCreate(ImageFiles.Png(width, height), out var image, out _));
            var exhibition = await site.Data.IdOfExhibitionAsync();
            await site.WithServiceAsync<LogoService, LogoOutcome>(logos => logos.SetAsync(exhibition, image, new Actor("somebody")));
            await using var window = await site.OpenAsync(Roles.Staff);
            foreach (var (id, size) in from c in new[] { full, bare } from s in BadgeModel.Sizes.Keys.Concat(Own) select (c.Id, s))
            {
                await window.Page.GotoAsync($"/customers/{id}/badge?size={size}");
                outside.AddRange((await window.Page.EvaluateAsync<string[]>(
                    """
                    () => {
                      const label = document.querySelector(".badge-label").getBoundingClientRect();
                      return [...document.querySelectorAll(".badge-label > img, .badge-label .text > *, .badge-label .logo, .badge-label .fair .exhibition")]
                        .filter(part => part.checkVisibility() && (({ top, bottom, left, right, height }) =>
                          height <= 0 || top < label.top - .5 || bottom > label.bottom + .5 || left < label.left - .5 || right > label.right + .5)(part.getBoundingClientRect()))
                        .map(part => `${part.className || part.tagName} ${JSON.stringify(part.getBoundingClientRect())} of ${JSON.stringify(label)}`);
                    }
                    """)).Select(part => $"{size}, logo {width}x{height}: {part}"));
            }
        }

        Assert.Empty(outside);
    }

    [ToolFact(Tools.Chromium)]
    public async Task Upload_OfALogo_IsSeenOnThePageAndOnBadges()
    {
        var customer = await site.Data.CustomerAsync();
        var exhibition = await site.Data.IdOfExhibitionAsync();
        await site.WithServiceAsync<LogoService, LogoOutcome>(logos => logos.RemoveAsync(exhibition, new Actor("somebody")));
        await using var window = await site.OpenAsync(Roles.Administrator);
        await window.Page.GotoAsync($"/exhibitions/{exhibition}/logo");
        await window.Page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = ImageFiles.Png(300, 100) });
        await window.Page.Locator("main form button", new() { HasText = "Save logo" }).ClickAsync();
        await IsSeenAsync(window.Page, "main img.exhibition-logo");

        await window.Page.GotoAsync($"/customers/{customer.Id}/badge?size=100x60");
        await IsSeenAsync(window.Page, ".badge-label .logo");
    }

    private static Task IsSeenAsync(IPage page, string logo) => Eventually.TrueAsync(
        () => page.EvaluateAsync<bool>("selector => document.querySelector(selector)?.naturalWidth === 300", logo), $"{logo} to be seen");

    [ToolTheory(Tools.Chromium)]
    [InlineData(360)]
    [InlineData(768)]
    public async Task Label_OnASmallScreen_IsSeenWhole(int screen)
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        await window.Page.SetViewportSizeAsync(screen, 800);
        foreach (var size in BadgeModel.Sizes.Keys.Concat(Own))
        {
            await window.Page.GotoAsync($"/customers/{customer.Id}/badge?size={size}");
            Assert.True(await window.Page.EvaluateAsync<bool>("(p => p.scrollWidth <= p.clientWidth)(document.querySelector('.badge-preview'))"), size);
        }
    }

    [ToolFact(Tools.Chromium)]
    public async Task Print_OfAnOwnSize_IsOnePageOfIt()
    {
        var customer = await site.Data.CustomerAsync();
        await using var window = await site.OpenAsync(Roles.Staff);
        foreach (var size in Own)
        {
            await window.Page.GotoAsync($"/customers/{customer.Id}/badge?size={size}");
            var box = Assert.Single(MediaBox().Matches(Encoding.Latin1.GetString(await window.Page.PdfAsync(new() { PreferCSSPageSize = true }))));
            var (width, height) = (Millimetres(box, 1), Millimetres(box, 2));
            var expected = size.Split('x').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToList();
            Assert.InRange(width, expected[0] - 1, expected[0] + 1);
            Assert.InRange(height, expected[1] - 1, expected[1] + 1);
        }
    }

    private static double Millimetres(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) / PointsAMillimetre;

    [GeneratedRegex(@"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]")]
    private static partial Regex MediaBox();
}
