using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Internal;

namespace ExhibitionCrm.Tests.Lists;

public sealed class CountAgeTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Count_ThatIsKept_SaysHowOldItIs()
    {
        await site.Data.CustomersAsync(1_001);
        await using var scope = site.Services.CreateAsyncScope();
        var clock = new HandClock();
        using var cache = new MemoryCache(new MemoryCacheOptions { Clock = new StandingClock() });
        var customers = ActivatorUtilities.CreateInstance<CustomerList>(scope.ServiceProvider, new KeysetPaginator(cache, clock));
        async Task<MatchCount> CountAsync() => (await customers.GetPageAsync(new CustomerFilter(null, null, DateFilter.None), CustomerList.DefaultSort, PageRequest.First)).Matches;

        Assert.Equal((1_001, false), (await CountAsync() is var counted ? counted.Count : 0, counted.IsOld));
        clock.Now += TimeSpan.FromSeconds(4);
        Assert.False((await CountAsync()).IsOld);
        clock.Now += TimeSpan.FromSeconds(36);
        Assert.Equal((1_001, TimeSpan.FromSeconds(40), true), (await CountAsync() is var kept ? kept.Count : 0, kept.Age, kept.IsOld));
    }

    [Fact]
    public async Task Count_JustMade_SaysNothing()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.DoesNotContain("counted", (await staff.GetPageAsync("/customers")).Text, StringComparison.Ordinal);
    }

    /// <summary>What is kept stays, however long the test takes.</summary>
    private sealed class StandingClock : ISystemClock
    {
        public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch;
    }
}
