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

    /// <summary>What is kept stays, however long the test takes.</summary>
    private sealed class StandingClock : ISystemClock
    {
        public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch;
    }
}
