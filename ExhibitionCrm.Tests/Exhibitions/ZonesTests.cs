using System.Globalization;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>Days are those of the exhibition: in two zones of one installation it is never the same one, and some have 23 or 25 hours.</summary>
public sealed class ZonesTests(CrmSite site) : IClassFixture<CrmSite>
{
    // More than a day apart: whenever this runs, their dates differ.
    private const string First = "Pacific/Kiritimati";
    private const string Last = "Pacific/Pago_Pago";

    [Theory]
    [InlineData(First)]
    [InlineData(Last)]
    public async Task Today_IsTheExhibitionsOwnDay(string zone)
    {
        var (id, slug) = await MakeAsync(zone);
        var time = new ExhibitionTime(TimeProvider.System, new CurrentExhibition(() => Settings(slug)));
        var today = time.StartOf(time.Today);
        await AddAsync(id, ("Just Yesterday", today.AddSeconds(-1)), ("First Today", today), ("Just Now", DateTimeOffset.UtcNow));
        using var administrator = await site.SignInAsync(Roles.Administrator);

        var home = await administrator.GetPageAsync($"/e/{slug}/");
        Assert.Contains(time.Today.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture), home.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal("2", home.TextOf("a[href$='/customers?created=today'] .num"));
        var list = await administrator.GetPageAsync($"/e/{slug}/customers?created=today");
        Assert.Equal(["Just Now", "First Today"], list.Rows().Select(row => row["Name"]));
        Assert.Equal(time.Show(today), list.Rows()[1]["Created"]);
        var csv = await administrator.Http.GetStringAsync(new Uri($"/e/{slug}/customers/export.csv", UriKind.Relative));
        Assert.Contains(Exported(time, today), csv, StringComparison.Ordinal);
        Assert.Contains(Exported(time, today.AddSeconds(-1)), csv, StringComparison.Ordinal);
    }

    // Summer time begins in Berlin on 29 March 2026 at 1:00 UTC and ends on 25 October at 1:00 UTC; there is none in Tokyo.
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z")]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z")]
    [InlineData("Asia/Tokyo", "2026-03-29", "2026-03-28T15:00:00Z", "2026-03-29T14:59:59Z")]
    [InlineData("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z")]
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T20:59:59Z")]
    public async Task Day_HasItsHours_WhenSummerTimeBeginsOrEnds(string zone, string day, string first, string last)
    {
        var (id, slug) = await MakeAsync(zone);
        var (begin, end) = (At(first), At(last));
        await AddAsync(id, ("The Day Before", begin.AddSeconds(-1)), ("At The Beginning", begin), ("At The End", end), ("The Day After", end.AddSeconds(1)));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var list = await administrator.GetPageAsync($"/e/{slug}/customers?created=range&from={day}&to={day}");
        Assert.Equal(["At The End", "At The Beginning"], list.Rows().Select(row => row["Name"]));
    }

    private async Task<(int Id, string Slug)> MakeAsync(string zone)
    {
        var id = await site.Data.AnotherExhibitionAsync("Zones");
        await site.Database.ExecuteAsync($"update exhibitions set time_zone = '{zone}' where id = {id}");
        var cache = site.Services.GetRequiredService<ExhibitionCache>();
        cache.Expire();
        await cache.RefreshAsync();
        return (id, (await site.Database.ListAsync($"select slug from exhibitions where id = {id}"))[0]);
    }

    private ExhibitionSettings Settings(string slug) => site.Services.GetRequiredService<ExhibitionCache>().All.Single(exhibition => exhibition.Slug == slug);

    private async Task AddAsync(int exhibition, params (string Name, DateTimeOffset At)[] people)
    {
        foreach (var (name, at) in people)
        {
            await site.Data.CustomerElsewhereAsync(exhibition, name: name, createdAt: at);
        }
    }

    private static string Exported(ExhibitionTime time, DateTimeOffset at) =>
        time.Local(at).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
}
