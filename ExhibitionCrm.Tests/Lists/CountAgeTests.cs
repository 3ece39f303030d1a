using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Internal;

namespace ExhibitionCrm.Tests.Lists;

public sealed class CountAgeTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Count_KeptForAWhile_SaysHowOldItIs()
    {
        await site.Data.CustomersAsync(1_001);
        await using var scope = site.Services.CreateAsyncScope();
        var clock = new HandClock();
        using var cache = new MemoryCache(new MemoryCacheOptions { Clock = new StandingClock() });
        var customers = ActivatorUtilities.CreateInstance<CustomerList>(scope.ServiceProvider, new KeysetPaginator(cache, clock));
        async Task<MatchCount> CountAsync() => (await customers.GetPageAsync(new CustomerFilter(null, null, DateFilter.None), CustomerList.DefaultSort, PageRequest.First)).Matches;

        var counted = await CountAsync();
        clock.Now += TimeSpan.FromSeconds(4);
        var young = await CountAsync();
        clock.Now += TimeSpan.FromSeconds(36);
        var old = await CountAsync();

        Assert.Equal([1_001, 1_001, 1_001], new[] { counted, young, old }.Select(count => count.Count));
        Assert.Equal(["", "", ", counted 40 seconds ago"], new[] { counted, young, old }.Select(count => count.Counted));
    }

    [Fact]
    public async Task Count_JustMade_SaysNothing()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.DoesNotContain("counted", (await staff.GetPageAsync("/customers")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sum_KeptForAWhile_SaysOnThePageHowOldItIs()
    {
        await using var own = await CrmSite.StartAsync();
        for (var i = 0; i <= PageRequest.Size; i++)
        {
            await own.Data.BillAsync(amount: 2m);
        }

        using var staff = await own.SignInAsync(Roles.Staff);
        Assert.DoesNotContain("counted", (await staff.GetPageAsync("/bills")).TextOf(".page-head"), StringComparison.Ordinal);

        Keep(own, ("bills of 1", "sum"), 200m);
        var page = await staff.GetPageAsync("/bills");

        Assert.Matches(@"^Bills\s+101 bills, 200\.00 EUR, counted 1[2-9]\d seconds ago$", page.TextOf(".page-head").Trim());
    }

    [Fact]
    public async Task FiguresOfExhibitions_KeptForAWhile_SayHowOldTheyAre()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        Assert.DoesNotContain("counted", (await administrator.GetPageAsync("/exhibitions")).Text, StringComparison.Ordinal);

        Keep(site, ("ExhibitionList", "figures"), new Dictionary<int, ExhibitionFigures> { [1] = new(1, 5_000, 7, 70m) });
        var page = await administrator.GetPageAsync("/exhibitions");

        Assert.Matches(@"Customers, bills and totals, counted 1[2-9]\d seconds ago", page.TextOf(".page-head"));
        Assert.Equal("5,000", page.Rows("main div.card table")[0]["Customers"]);
    }

    // As if it had been read two minutes ago.
    private static void Keep<T>(CrmSite site, object key, T value) => site.Services.GetRequiredService<IMemoryCache>().Set(
        key, new Read<T>(value, TimeProvider.System.GetTimestamp() - (120 * TimeProvider.System.TimestampFrequency)), new MemoryCacheEntryOptions { Size = 1 });

    /// <summary>What is kept stays, however long the test takes.</summary>
    private sealed class StandingClock : ISystemClock
    {
        public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch;
    }
}
