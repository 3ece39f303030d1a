using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Badges;

public sealed partial class QrCodeTests(CrmSite site) : IClassFixture<CrmSite>
{
    [ToolFact(Tools.Zbar)]
    public async Task Png_ReadByAProgramThatNobodyHereWrote_HoldsExactlyTheId()
    {
        var customer = await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        using var answer = await viewer.Http.GetAsync(new Uri($"/customers/{customer.Id}/qr.png", UriKind.Relative));
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(customer.Id, await DecodeAsync(await answer.Content.ReadAsByteArrayAsync()));
    }

    [ToolFact(Tools.Zbar)]
    public async Task Png_OfManyIds_IsReadEachTime()
    {
        string[] ids = ["00000000", "ZZZZZZZ7", "DEADBEEF", .. Enumerable.Range(0, 10).Select(_ => CustomerId.New())];
        foreach (var id in ids)
        {
            Assert.Equal(id, await DecodeAsync(QrCode.Png(id)));
        }
    }

    [Fact]
    public async Task Svg_HasTheSameModulesAsThePng()
    {
        var customer = await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        using var answer = await viewer.Http.GetAsync(new Uri($"/customers/{customer.Id}/qr.svg", UriKind.Relative));
        Assert.Equal("image/svg+xml", answer.Content.Headers.ContentType?.MediaType);
        var svg = DarkAreaOf(await answer.Content.ReadAsStringAsync());
        var png = PngImage.Read(QrCode.Png(customer.Id));
        Assert.True(png.Width > 100);
        for (var y = 0.5; y < 29; y++)
        {
            for (var x = 0.5; x < 29; x++)
            {
                // One module is ten pixels of the one and one unit of the other; both have a quiet zone of four.
                Assert.Equal(png.IsDark((int)(x * 10), (int)(y * 10)), svg(x, y));
            }
        }
    }

    [Theory]
    [InlineData("/customers/ZZZZZZZ7/qr.png")]
    [InlineData("/customers/ZZZZZZZ7/qr.svg")]
    [InlineData("/customers/nonsense/qr.png")]
    [InlineData("/customers/........................../qr.png")]
    [InlineData("/customers/ZZZZZZZ7/badge")]
    [InlineData("/customers/nonsense/badge")]
    public async Task Get_WithoutSuchACustomer_IsNotFound(string url)
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetPageAsync(url)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?size=62x29")]
    [InlineData("?size=nonsense")]
    public async Task Badge_InEverySize_ShowsNameIdAndCode(string query)
    {
        var customer = await site.Data.CustomerAsync(name: "Ann <Badge> 😀");
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync($"/customers/{customer.Id}/badge{query}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(("Ann <Badge> 😀", customer.Id), (page.TextOf(".badge-label .name"), page.TextOf(".badge-label .id")));
        Assert.Equal($"/customers/{customer.Id}/qr.svg", page.Element(".badge-label img").GetAttribute("src"));
        Assert.Equal(query == "?size=62x29" ? "size-62x29" : "size-89x36", page.Document.Body!.ClassName);
    }

    [Fact]
    public async Task Badge_WithACompany_ShowsItUnderTheName()
    {
        var whole = await site.Data.CustomerAsync(company: "<Messe> & Söhne", jobTitle: "Buyer");
        var without = await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync($"/customers/{whole.Id}/badge");
        Assert.Equal(["name", "company", "job", "id"], page.Element(".badge-label .text").Children.Select(part => part.ClassName));
        Assert.Equal(("<Messe> & Söhne", "Buyer"), (page.TextOf(".badge-label .company"), page.TextOf(".badge-label .job")));
        var other = await viewer.GetPageAsync($"/customers/{without.Id}/badge");
        Assert.Equal(["name", "id"], other.Element(".badge-label .text").Children.Select(part => part.ClassName));
    }

    [Fact]
    public async Task Badge_WithAChosenSize_KeepsItInThisBrowser()
    {
        var (first, next) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        using var here = await site.SignInAsync(Roles.Viewer);
        using var elsewhere = await site.SignInAsync(Roles.Viewer);

        await here.GetPageAsync($"/customers/{first.Id}/badge?size=74x105");
        await here.GetPageAsync($"/customers/{first.Id}/badge?size=nonsense");

        var page = await here.GetPageAsync($"/customers/{next.Id}/badge");
        Assert.Equal(("size-74x105", "74x105"), (page.Document.Body!.ClassName, page.Element("#size option[selected]").GetAttribute("value")));
        Assert.Equal("size-89x36", (await elsewhere.GetPageAsync($"/customers/{next.Id}/badge")).Document.Body!.ClassName);
    }

    [Fact]
    public async Task Badge_ForEverySize_HasAPageRule()
    {
        using var stranger = site.Anonymous();
        var css = await stranger.Http.GetStringAsync(new Uri("/css/badge.css", UriKind.Relative));
        Assert.All(BadgeModel.Sizes, size => Assert.Matches(
            $@"@page\s+[\w-]+\s*\{{[^}}]*size:\s*{size.Value.Width}mm\s+{size.Value.Height}mm", css));
    }

    internal static async Task<string> DecodeAsync(byte[] png)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        await File.WriteAllBytesAsync(file, png);
        try
        {
            return (await Tools.RunAsync(Tools.Zbar, "--quiet", "--raw", file)).TrimEnd('\n');
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Where the picture is dark: its path is a row of boxes, each a move to its corner and its width and height.</summary>
    private static Func<double, double, bool> DarkAreaOf(string svg)
    {
        Assert.Contains("viewBox=\"0 0 29 29\"", svg, StringComparison.Ordinal);
        var boxes = Box().Matches(svg).Select(m => m.Groups.Values.Skip(1).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.True(boxes.Count > 50, svg);
        return (x, y) => boxes.Exists(b => x >= b[0] && x < b[0] + b[2] && y >= b[1] && y < b[1] + b[3]);
    }

    [GeneratedRegex(@"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-\3z")]
    private static partial Regex Box();
}
