using System.Diagnostics;
using System.Net;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>How a process comes to know what another one changed, and what it does when it cannot.</summary>
public sealed class ExhibitionCacheTests : IAsyncLifetime
{
    // A request of just before, the time that settings are valid for, and what a busy machine adds.
    private static readonly TimeSpan Limit = ExhibitionCache.Validity + TimeSpan.FromSeconds(3);

    private CrmSite _first = null!;
    private DatabaseRelay _relay = null!;
    private CrmSite _second = null!;

    public async Task InitializeAsync()
    {
        _first = await CrmSite.StartAsync();
        (_relay, var connection) = DatabaseRelay.To(_first.Database);
        _second = await CrmSite.StartAsync([.. _first.AllSettings().Select(s => (s.Key, s.Value)), ("ConnectionStrings:exhibitiondb", connection)]);
    }

    public async Task DisposeAsync()
    {
        await _relay.DisposeAsync();
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    private ExhibitionCache Cache => _second.Services.GetRequiredService<ExhibitionCache>();

    [Fact]
    public async Task Edit_IsSeenAtOnceHereAndWithinSecondsByAnotherProcess()
    {
        using var here = await _first.SignInAsync(Roles.Administrator);
        using var there = await _second.SignInAsync(Roles.Viewer);
        Assert.DoesNotContain("Expo", (await there.GetPageAsync("/")).Text, StringComparison.Ordinal);

        var clock = Stopwatch.StartNew();
        await here.SubmitAsync(await here.GetPageAsync("/exhibitions/1"), ("Input.Name", "Expo"), ("Input.Currency", "CHF"));
        Assert.Contains("Expo", (await here.GetPageAsync("/")).Text, StringComparison.Ordinal);

        await Eventually.TrueAsync(async () => (await there.GetPageAsync("/")).Text.Contains("0.00 CHF", StringComparison.Ordinal), "the other process to know it");
        Assert.True(clock.Elapsed < Limit, $"{clock.Elapsed}");
        Assert.Equal("Expo", (await there.GetPageAsync("/")).TextOf(".page-head strong"));
    }

    [Fact]
    public async Task Exhibition_MadeByAnotherProcessJustAfterALook_IsFoundByItsId()
    {
        var cache = _first.Services.GetRequiredService<ExhibitionCache>();
        for (var i = 0; i < 5; i++)
        {
            cache.Expire();
            await cache.RefreshAsync();
            await _first.Database.ExecuteAsync($"""
                insert into exhibitions (slug, venue, time_zone, currency, implausible_from, created_at, version) values ('made-{i}', '', 'UTC', 'EUR', 10000, now(), 0)
                """);
            Assert.Equal($"made-{i}", (await cache.FindAsync(2 + i))?.Slug);
        }

        Assert.Null(await cache.FindAsync(999));
    }

    [Fact]
    public async Task Settings_WithinARequest_StayWhatTheyWere()
    {
        await using var request = _first.Services.CreateAsyncScope();
        var money = request.ServiceProvider.GetRequiredService<Money>();
        Assert.Equal("1.00 EUR", money.Show(1));
        await _first.Data.ExhibitionAsync(text => text with { Currency = "CHF" });
        await _first.Services.GetRequiredService<ExhibitionCache>().RefreshAsync();
        Assert.Equal("1.00 EUR", money.Show(1));
        Assert.Equal("CHF", await _first.WithServiceAsync((Money later) => Task.FromResult(later.Currency.Code)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Settings_WhileTheDatabaseIsAway_AreThoseOfBeforeInTime(bool isFrozen)
    {
        await Cache.RefreshAsync();
        await _first.Data.ExhibitionAsync(text => text with { Name = "Meanwhile" });
        Break(isFrozen);
        await Task.Delay(ExhibitionCache.Validity + TimeSpan.FromMilliseconds(200));

        for (var i = 0; i < 3; i++)
        {
            var clock = Stopwatch.StartNew();
            await Cache.RefreshAsync();
            Assert.Null(Cache.Get().Name);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"{clock.Elapsed}");
        }

        _relay.Resume();
        await Eventually.TrueAsync(async () =>
        {
            await Cache.RefreshAsync();
            return Cache.Get().Name == "Meanwhile";
        }, "the settings to be read again", TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Process_StartedWhileTheDatabaseIsAway_ServesOnceItIsBack()
    {
        using var person = await _second.SignInAsync(Roles.Viewer);
        Break(isFrozen: false);
        await using var late = await CrmSite.StartAsync([.. _second.AllSettings().Select(s => (s.Key, s.Value))]);
        using var stranger = late.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await stranger.Http.GetAsync(new Uri("/alive", UriKind.Relative))).StatusCode);

        _relay.Resume();
        using var again = await late.SignInAsync(Roles.Viewer);
        Assert.Contains("0.00 EUR", (await again.GetPageAsync("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_InADatabaseWithoutAnExhibition_SaysWhatToDo()
    {
        await using var bare = await CrmSite.StartAsync();
        await bare.Database.ExecuteAsync("delete from exhibitions");
        var cache = bare.Services.GetRequiredService<ExhibitionCache>();
        Assert.Contains("Run migrate", (await Assert.ThrowsAsync<InvalidOperationException>(() => cache.RefreshAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("Run migrate", Assert.Throws<InvalidOperationException>(cache.Get).Message, StringComparison.Ordinal);
    }

    private void Break(bool isFrozen)
    {
        if (isFrozen)
        {
            _relay.Freeze();
        }
        else
        {
            _relay.Refuse();
        }
    }
}
