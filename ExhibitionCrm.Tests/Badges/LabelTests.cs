using System.Net;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Badges;

/// <summary>The sizes that a badge's label can have.</summary>
public sealed partial class LabelTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("89x36", 89, 36)]
    [InlineData(" 100 × 60 mm ", 100, 60)]
    [InlineData("100X60", 100, 60)]
    [InlineData("100mm*60mm", 100, 60)]
    [InlineData("20x15", 20, 15)]
    [InlineData("210x297", 210, 297)]
    [InlineData("050x040", 50, 40)]
    public void TryRead_OfASize_IsThat(string typed, int width, int height)
    {
        Assert.True(LabelSize.TryRead(typed, out var size, out _));
        Assert.Equal(($"{width}x{height}", $"{width} × {height} mm"), ($"{size}", size.Shown));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("100", false)]
    [InlineData("100x", false)]
    [InlineData("x60", false)]
    [InlineData("10.5x60", false)]
    [InlineData("-100x60", false)]
    [InlineData("100x60x20", false)]
    [InlineData("100x60\u0000", false)]
    [InlineData("٨٩x٣٦", false)]
    [InlineData("99999999999x60", false)]
    [InlineData("19x60", true)]
    [InlineData("211x60", true)]
    [InlineData("100x14", true)]
    [InlineData("100x298", true)]
    [InlineData("0x0", true)]
    public void TryRead_OfNoSize_SaysWhetherItIsOne(string? typed, bool isOutOfRange)
    {
        Assert.False(LabelSize.TryRead(typed, out var size, out var found));
        Assert.Equal((null, isOutOfRange), (size, found));
    }

    [Theory]
    [InlineData(20, 15)]
    [InlineData(210, 297)]
    [InlineData(100, 60)]
    [InlineData(210, 15)]
    [InlineData(20, 297)]
    [InlineData(50, 50)]
    public async Task Style_OfASize_IsAPageOfThatSizeWithLettersThatFit(int width, int height)
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        using var answer = await viewer.Http.GetAsync(new Uri($"/labels/{width}x{height}.css", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "text/css"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.True(answer.Headers.CacheControl is { Private: true, MaxAge: not null });
        var css = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"@page label-own {{ size: {width}mm {height}mm; margin: 0; }}", css, StringComparison.Ordinal);
        var sizes = Millimetres().Matches(css).ToDictionary(m => m.Groups[1].Value, m => double.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((width, height), (sizes["width"], sizes["height"]));
        Assert.All(sizes.Values, value => Assert.InRange(value, 0.3, 297));
        Assert.True(sizes["qr"] + (2 * sizes["padding"]) <= Math.Min(width, height) + 0.05, css);
        Assert.True(sizes["id"] * 5.4 <= width, css);
    }

    [Theory]
    [InlineData("19x60")]
    [InlineData("211x60")]
    [InlineData("100x14")]
    [InlineData("100x298")]
    [InlineData("-100x60")]
    [InlineData("99999999999x60")]
    [InlineData("axb")]
    [InlineData("100x60;}body{display:none")]
    public async Task Style_OfNoSize_IsNotFound(string size)
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetPageAsync($"/labels/{size}.css")).Status);
    }

    [Fact]
    public async Task Badge_InABrowserThatWasToldNothing_HasTheExhibitionsLabel()
    {
        var customer = await site.Data.CustomerAsync();
        await site.Data.ExhibitionAsync(text => text with { LabelSize = "60x80" });
        using var here = await site.SignInAsync(Roles.Viewer);
        var page = await here.GetPageAsync($"/customers/{customer.Id}/badge");
        Assert.Equal(("size-own size-upright", "60x80"), (page.Document.Body!.ClassName, Selected(page)));
        Assert.Equal("/labels/60x80.css", page.Element("link[href^='/labels']").GetAttribute("href"));
        Assert.Null(page.Document.QuerySelector("[style]"));

        var own = await here.GetPageAsync($"/customers/{customer.Id}/badge?size=60x80&own=100+x+60");
        Assert.Equal(("size-own", "100x60", ""), (own.Document.Body!.ClassName, Selected(own), own.ValueOf("Own")));
        var next = await here.GetPageAsync($"/customers/{customer.Id}/badge");
        Assert.Equal(("size-own", "100x60"), (next.Document.Body!.ClassName, Selected(next)));

        var standard = await here.GetPageAsync($"/customers/{customer.Id}/badge?size=62x29&own=");
        Assert.Equal(("size-62x29", "62x29"), (standard.Document.Body!.ClassName, Selected(standard)));
        Assert.Null(standard.Document.QuerySelector("link[href^='/labels']"));
        await site.Data.ExhibitionAsync(text => text with { LabelSize = "" });
        Assert.Equal("62x29", Selected(await here.GetPageAsync($"/customers/{customer.Id}/badge")));
    }

    [Theory]
    [InlineData("large", "Enter width and height in whole millimetres, such as 100 x 60.")]
    [InlineData("300x60", "A label can be from 20 to 210 mm wide and from 15 to 297 mm high.")]
    public async Task Badge_OfAnOwnSizeThatIsNone_SaysSoAndKeepsWhatWasTyped(string own, string message)
    {
        var customer = await site.Data.CustomerAsync();
        using var here = await site.SignInAsync(Roles.Viewer);
        await here.GetPageAsync($"/customers/{customer.Id}/badge?size=90x55");
        var page = await here.GetPageAsync($"/customers/{customer.Id}/badge?size=62x29&own={own}");
        Assert.Equal((message, own), (page.ErrorOf("Own"), page.ValueOf("Own")));
        Assert.Equal("90x55", Selected(await here.GetPageAsync($"/customers/{customer.Id}/badge")));
    }

    private static string? Selected(CrmPage page) => page.Element("#size option[selected]").GetAttribute("value");

    [GeneratedRegex(@"--([a-z]+): ([0-9.]+)mm;")]
    private static partial Regex Millimetres();
}
