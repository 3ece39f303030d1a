using System.Globalization;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>The list of all exhibitions.</summary>
public sealed partial class IndexTests : IAsyncLifetime
{
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Get_WithSeveral_ShowsTheNewestFirstAndSumsByCurrency()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Null((await administrator.GetPageAsync("/exhibitions")).Document.QuerySelector("#sums"));
        var yen = await _site.Data.OtherExhibitionAsync("Tokyo <Expo>", "JPY");
        var euros = await _site.Data.OtherExhibitionAsync("Second", "EUR");
        await _site.Data.BillAsync(amount: 10.50m);
        await _site.Data.BillAsync(amount: 99m, voidReason: "a mistake");
        await _site.Data.CustomerOfAsync(yen, 1000m, 234m);
        await _site.Data.CustomerOfAsync(euros, 1.25m);

        var page = await administrator.GetPageAsync("/exhibitions");

        Assert.Equal(["Second", "Tokyo <Expo>", "exhibition"], page.Rows("main div.card table").Select(row => row["Exhibition"]));
        Assert.Equal(["1.25 EUR", "1,234 JPY", "10.50 EUR"], page.Rows("main div.card table").Select(row => row["Total"]));
        Assert.Equal(["1", "1", "2"], page.Rows("main div.card table").Select(row => row["Customers"]));
        var sums = page.Rows("section.card table");
        Assert.Equal(["EUR", "JPY"], sums.Select(row => row["Currency"]));
        Assert.Equal(["11.75 EUR", "1,234 JPY"], sums.Select(row => row["Total"]));
        Assert.Equal(["2", "2"], sums.Select(row => row["Bills"]));
        Assert.Equal(["3", "1"], sums.Select(row => row["Customers"]));
    }

    [Fact]
    public async Task Get_OfVeryMany_ShowsTheNewestAndSaysSo()
    {
        await _site.Database.ExecuteAsync("""
            insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version)
            select 'many-' || n, '', 'UTC', 'EUR', 10000, now(), 0 from generate_series(1, 250) n
            """);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync("/exhibitions");
        Assert.Equal(ExhibitionList.MaxShown, page.Rows("main div.card table").Count);
        Assert.Contains("The newest 200 of 251 exhibitions.", page.Text, StringComparison.Ordinal);
        Assert.Equal("251", page.Rows("section.card table")[0]["Exhibitions"]);
    }

    [Fact]
    public async Task Navigation_AndSettings_LeadThereForAdministratorsOnly()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.NotNull((await administrator.GetPageAsync("/")).Document.QuerySelector("nav a[href='/exhibitions']"));
        Assert.NotNull((await administrator.GetPageAsync("/settings")).Document.QuerySelector("main a[href='/exhibitions']"));
        Assert.Equal("/exhibitions/1", (await administrator.GetPageAsync("/exhibition")).Location);
        using var staff = await _site.SignInAsync(Roles.Staff);
        Assert.Null((await staff.GetPageAsync("/")).Document.QuerySelector("a[href='/exhibitions']"));
    }

    [Fact]
    public async Task Colours_AreReadableBelowWhiteTextAndSeenOnLightAndDarkPages()
    {
        using var client = await _site.SignInAsync(Roles.Administrator);
        var css = await client.Http.GetStringAsync(new Uri("/css/exhibitions.css", UriKind.Relative));
        var colours = Swatch().Matches(css).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        Assert.Equal(Enum.GetValues<ExhibitionColour>().Select(c => c.ToString().ToLowerInvariant()).Order(), colours.Keys.Order());
        Assert.All(colours.Values, colour =>
        {
            Assert.True(Contrast(colour, "ffffff") >= 4.5, colour);
            Assert.True(Contrast(colour, "182433") >= 3, colour);
        });
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + .05) / (Math.Min(a, b) + .05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= .04045 ? value / 12.92 : Math.Pow((value + .055) / 1.055, 2.4);
        }

        return (.2126 * Part(0)) + (.7152 * Part(2)) + (.0722 * Part(4));
    }

    [GeneratedRegex(@"\.exhibition-([a-z]+) \{ --exhibition: #([0-9a-f]{6}); \}")]
    private static partial Regex Swatch();
}
