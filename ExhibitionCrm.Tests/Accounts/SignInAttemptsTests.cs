using System.Diagnostics;
using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Accounts;

/// <summary>A site behind a proxy, which says from where each visitor comes.</summary>
public sealed class ProxiedSite : CrmSite
{
    protected override IEnumerable<(string Name, string? Value)> Settings => [("TRUSTED_PROXIES", "127.0.0.1,::1")];

    public CrmClient From(string address)
    {
        var client = Anonymous();
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }
}

public sealed class SignInAttemptsTests(ProxiedSite site) : IClassFixture<ProxiedSite>
{
    private const string Hall = "192.0.2.1";

    [Fact]
    public async Task Failures_OfAStranger_StopThatNetworkAlone()
    {
        var user = await site.Data.UserAsync();
        using var stranger = site.From(Hall);
        await FailAsync(stranger, user, SignInAttempts.MostOfOneClient);

        Assert.False(await SignsInAsync(stranger, user));
        using var sameNetwork = site.From(Hall);
        Assert.False(await SignsInAsync(sameNetwork, user));
        using var elsewhere = site.From("192.0.2.2");
        Assert.True(await SignsInAsync(elsewhere, user));
        Assert.Equal(2, (await site.EventsAsync(user.UserName!)).Count(e => e is SignInRefused));
    }

    [Fact]
    public async Task Failures_AtOneProcess_CountAtTheOthers()
    {
        const string network = "192.0.2.77";
        var user = await site.Data.UserAsync();
        await using var second = await CrmSite.StartAsync([.. site.AllSettings().Select(s => (s.Key, s.Value))]);
        using var here = site.From(network);
        using var there = second.Anonymous();
        there.Http.DefaultRequestHeaders.Add("X-Forwarded-For", network);

        await FailAsync(here, user, SignInAttempts.MostOfOneClient - 1);
        await FailAsync(there, user, 1);

        Assert.False(await SignsInAsync(here, user));
        Assert.False(await SignsInAsync(there, user));
    }

    [Fact]
    public async Task Failures_OfAStranger_StopNobodyWhoSignedInWithThisBrowserBefore()
    {
        var user = await site.Data.UserAsync();
        using var known = site.From(Hall);
        Assert.True(await SignsInAsync(known, user));
        using var stranger = site.From(Hall);

        for (var round = 0; round < 3; round++)
        {
            await FailAsync(stranger, user, SignInAttempts.MostOfOneClient);
            Assert.True(await SignsInAsync(known, user));
        }
    }

    [Fact]
    public async Task Failures_WithAKnownBrowser_StopItAndNobodyElse()
    {
        var user = await site.Data.UserAsync();
        using var known = site.From("198.51.100.1");
        Assert.True(await SignsInAsync(known, user));

        await FailAsync(known, user, SignInAttempts.MostOfOneClient);

        Assert.False(await SignsInAsync(known, user));
        using var fresh = site.From("198.51.100.1");
        Assert.True(await SignsInAsync(fresh, user));
    }

    [Fact]
    public async Task KnownBrowser_OfAnotherPerson_IsAStrangers()
    {
        var (user, other) = (await site.Data.UserAsync(), await site.Data.UserAsync());
        using var client = site.From("198.51.100.2");
        Assert.True(await SignsInAsync(client, other));

        await FailAsync(client, user, SignInAttempts.MostOfOneClient);

        using var sameNetwork = site.From("198.51.100.2");
        Assert.False(await SignsInAsync(sameNetwork, user));
        Assert.True(await SignsInAsync(client, other));
    }

    [Fact]
    public async Task KnownBrowser_OfTwoPeople_IsKnownForBoth_AndAForgedCookieForNobody()
    {
        var (one, two) = (await site.Data.UserAsync(), await site.Data.UserAsync());
        using var counter = site.From("198.51.100.3");
        Assert.True(await SignsInAsync(counter, one));
        Assert.True(await SignsInAsync(counter, two));
        foreach (var user in new[] { one, two })
        {
            using var stranger = site.From("198.51.100.3");
            stranger.Cookies.Add(site.Url, new Cookie(NameOf("device"), "CfDJ8" + new string('A', 200)));
            await FailAsync(stranger, user, SignInAttempts.MostOfOneClient);
            Assert.False(await SignsInAsync(stranger, user));
            Assert.True(await SignsInAsync(counter, user));
        }
    }

    [Fact]
    public async Task Failures_OfManyNetworks_LockTheAccountForStrangersOnly()
    {
        var user = await site.Data.UserAsync();
        using var known = site.From(Hall);
        Assert.True(await SignsInAsync(known, user));
        for (var network = 1; network <= SignInAttempts.MostOfStrangers / SignInAttempts.MostOfOneClient; network++)
        {
            using var stranger = site.From($"203.0.113.{network}");
            await FailAsync(stranger, user, SignInAttempts.MostOfOneClient);
        }

        using var fresh = site.From("203.0.113.200");
        Assert.False(await SignsInAsync(fresh, user));
        Assert.True(await SignsInAsync(known, user));
        Assert.Single(await site.EventsAsync(user.UserName!), new AccountLocked(user.UserName!));

        await site.Database.ExecuteAsync($"update users set lockout_end = lockout_end - interval '15 minutes' where id = '{user.Id}'");
        Assert.True(await SignsInAsync(fresh, user));
    }

    [Theory]
    [InlineData("update audit_entries set at = at - interval '15 minutes' where subject_id = '{0}'", true)]
    [InlineData("update audit_entries set at = at - interval '14 minutes' where subject_id = '{0}'", false)]
    public async Task Pause_IsOverAfterAQuarterOfAnHour(string passing, bool isOver)
    {
        var user = await site.Data.UserAsync();
        using var client = site.From("203.0.113.201");
        await FailAsync(client, user, SignInAttempts.MostOfOneClient);

        await site.Database.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, passing, user.UserName));

        Assert.Equal(isOver, await SignsInAsync(client, user));
    }

    [Fact]
    public async Task Success_ForgetsTheFailuresBefore()
    {
        var user = await site.Data.UserAsync();
        for (var round = 0; round < 3; round++)
        {
            using var client = site.From("203.0.113.202");
            await FailAsync(client, user, SignInAttempts.MostOfOneClient - 1);
            Assert.True(await SignsInAsync(client, user));
        }
    }

    [Fact]
    public async Task TwoHundredAtOnceFromAsManyNetworks_AreAnsweredOrTurnedAway_WhileOtherPagesAnswer()
    {
        using var inside = await site.SignInAsync(Roles.Staff);
        using var anybody = site.Anonymous();
        var form = await anybody.GetPageAsync("/account/sign-in");

        var answers = Task.WhenAll(Enumerable.Range(1, 200).Select(async i =>
        {
            using var client = site.From($"10.0.0.{i}");
            client.Cookies.Add(anybody.Cookies.GetCookies(site.Url));
            return (await client.SubmitAsync(form, ("UserName", $"nobody{i}"), ("Password", "wrong"))).Status;
        }));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await inside.GetPageAsync("/customers")).Status);
        }

        Assert.All(await answers, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task SignInAndReset_KnownOrUnknownName_AnswerNoSoonerThanTheOther()
    {
        var user = await site.Data.UserAsync();
        using var client = site.From("203.0.113.203");
        var reset = await client.GetPageAsync("/account/forgot-password");
        var signIn = await client.GetPageAsync("/account/sign-in");
        foreach (var name in new[] { user.UserName!, "nobody" })
        {
            await AssertTakesItsTimeAsync(() => client.SubmitAsync(signIn, ("UserName", name), ("Password", "wrong")));
            await AssertTakesItsTimeAsync(() => client.SubmitAsync(reset, ("UserName", name)));
        }

        // Timers may be early by their own precision.
        static async Task AssertTakesItsTimeAsync(Func<Task<CrmPage>> answer)
        {
            var begun = Stopwatch.GetTimestamp();
            await answer();
            Assert.True(Stopwatch.GetElapsedTime(begun) > EvenTime.AtLeast - TimeSpan.FromMilliseconds(20));
        }
    }

    private async Task FailAsync(CrmClient client, StaffUser user, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await SignedOut(client).SignInByFormAsync(user.UserName!, "wrong")).Status);
        }
    }

    private async Task<bool> SignsInAsync(CrmClient client, StaffUser user) =>
        (await SignedOut(client).SignInByFormAsync(user.UserName!, TestData.Password)).Location == "/";

    // The same browser, signed out.
    private CrmClient SignedOut(CrmClient client)
    {
        foreach (Cookie cookie in client.Cookies.GetAllCookies())
        {
            cookie.Expired = cookie.Expired || cookie.Name == NameOf("session");
        }

        return client;
    }

    private string NameOf(string cookie) => site.Services.GetRequiredService<SiteCookies>().Name(cookie);
}
