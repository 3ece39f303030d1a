using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class SignInLimitTests
{
    [Fact]
    public async Task Post_TwentyFiveWrongPasswords_TheLastAreNotEvenLookedAt()
    {
        // With the limit that holds where the operator says nothing.
        await using var site = await CrmSite.StartAsync(("SIGN_IN_LIMIT", null));
        using var inside = await site.SignInAsync(Roles.Staff);
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();

        var answers = new List<CrmPage>();
        for (var i = 0; i < 25; i++)
        {
            answers.Add(await client.SignInByFormAsync(user.UserName!, "wrong"));
        }

        // On a machine that is very slow a new minute can begin under way; it is full soon, too.
        while (answers[^1].Status == HttpStatusCode.OK && answers.Count < 50)
        {
            answers.Add(await client.SignInByFormAsync(user.UserName!, "wrong"));
        }

        Assert.All(answers.Take(20), a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1].Status);
        Assert.StartsWith("There have been too many attempts.", answers[^1].TextOf("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(user.UserName, answers[^1].ValueOf("UserName"));
        Assert.InRange(answers[^1].Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        Assert.Contains(site.Log.Entries, entry => entry.StartsWith("Too many requests for /Accounts/SignIn from 127.0.0.1", StringComparison.Ordinal));

        // Everybody else behind the same address goes on: signs in, for the first time or again, and asks for a new password.
        using var other = site.Anonymous();
        Assert.Equal("/", (await other.SignInByFormAsync((await site.Data.UserAsync()).UserName!, TestData.Password)).Location);
        using var known = await site.SignInAsync(Roles.Administrator);
        var forgot = await client.GetPageAsync("/account/forgot-password");
        Assert.Equal("/account/sign-in", (await client.SubmitAsync(forgot, ("UserName", "a"))).Location);
        var profile = await inside.GetPageAsync("/account/profile");
        Assert.Equal(HttpStatusCode.OK, (await inside.SubmitAsync(profile)).Status);
    }

    [Fact]
    public async Task Forms_AtOneProcess_CountAtTheOthers()
    {
        await using var site = await CrmSite.StartAsync(("SIGN_IN_LIMIT", "5"), ("TRUSTED_PROXIES", "127.0.0.1,::1"));
        await using var second = await CrmSite.StartAsync([.. site.AllSettings().Select(s => (s.Key, s.Value))]);
        var user = await site.Data.UserAsync();
        using var known = second.Anonymous();
        Assert.Equal("/", (await known.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
        using var here = From(site, "192.0.2.7");
        using var there = From(second, "192.0.2.7");
        foreach (var name in new[] { user.UserName!, "nobody" })
        {
            Assert.Equal(HttpStatusCode.OK, (await here.SignInByFormAsync(name, "wrong")).Status);

            // However slow the machine is, the minute goes on.
            await site.Database.ExecuteAsync("update sign_in_counts set since = since + interval '1 hour' where since <= now()");
            for (var i = 1; i < 5; i++)
            {
                Assert.Equal(HttpStatusCode.OK, (await here.SignInByFormAsync(name, "wrong")).Status);
            }

            var refused = await there.SignInByFormAsync(name, "wrong");

            Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
            Assert.InRange(refused.Response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(61));
        }

        // Who comes from elsewhere, in a browser that is known, or as somebody else, goes on.
        using var elsewhere = From(second, "192.0.2.8");
        Assert.Equal("/", (await elsewhere.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
        Assert.Equal("/", (await there.SignInByFormAsync((await site.Data.UserAsync()).UserName!, TestData.Password)).Location);
        var session = second.Services.GetRequiredService<SiteCookies>().Name("session");
        foreach (Cookie cookie in known.Cookies.GetAllCookies())
        {
            cookie.Expired = cookie.Expired || cookie.Name == session;
        }

        Assert.Equal("/", (await known.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
    }

    [Fact]
    public async Task Counts_OfThePast_GoOnAndSayNothingOfAnybody()
    {
        await using var site = await CrmSite.StartAsync(("SIGN_IN_LIMIT", "5"));
        await using var second = await CrmSite.StartAsync([.. site.AllSettings().Select(s => (s.Key, s.Value))]);
        using var client = site.Anonymous();
        for (var i = 0; i < 3; i++)
        {
            await client.SignInByFormAsync("nobody", "wrong");
            await client.SignInByFormAsync($"nobody {i}", "wrong");
        }

        Assert.Equal(4, (await site.Database.ListAsync("select key::text from sign_in_counts")).Count);
        Assert.Empty(await site.Database.ListAsync("""
            select key::text from sign_in_counts
            where position('nobody'::bytea in key) > 0 or position('127.0.0.1'::bytea in key) > 0 or key = sha256('127.0.0.1 NOBODY') or length(key) <> 32
            """));

        await site.Database.ExecuteAsync("update sign_in_counts set since = now() - interval '1 minute', forms = 5");
        using var later = second.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await later.SignInByFormAsync("nobody", "wrong")).Status);
        Assert.Equal(["1"], await site.Database.ListAsync("select forms::text from sign_in_counts"));
    }

    [Fact]
    public void Limiter_ManyNamesOfOneNetwork_EndAtTenTimesTheLimit_ButNotForAKnownBrowser()
    {
        using var limiter = new SignInLimiter(new SignInLimitOptions(5));
        var stranger = new SignInClient(IPAddress.Parse("192.0.2.7"), null);

        Assert.All(Enumerable.Range(0, 50), i => Assert.Null(limiter.TimeToWait(stranger, $"name{i}")));

        Assert.InRange(limiter.TimeToWait(stranger, "another")!.Value.TotalSeconds, 0, 60);
        Assert.Null(limiter.TimeToWait(stranger with { Device = new KnownDevice(Guid.NewGuid(), []) }, "another"));
        Assert.Null(limiter.TimeToWait(stranger with { Address = IPAddress.Parse("192.0.2.8") }, "another"));
    }

    [Fact]
    public async Task Post_TooManyResets_StopResetsOnly()
    {
        await using var site = await CrmSite.StartAsync(("SIGN_IN_LIMIT", "5"));
        using var client = site.Anonymous();
        var form = await client.GetPageAsync("/account/forgot-password");

        var answers = new List<CrmPage>();
        do
        {
            answers.Add(await client.SubmitAsync(form, ("UserName", "nobody")));
        }
        while (answers[^1].Status != HttpStatusCode.TooManyRequests && answers.Count < 50);

        Assert.Equal("Too many attempts", answers[^1].TextOf("h1"));
        Assert.InRange(answers[^1].Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        using var person = await site.SignInAsync(await site.Data.UserAsync());
    }

    private static CrmClient From(CrmSite site, string address)
    {
        var client = site.Anonymous();
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return client;
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2::/64")]
    public void Network_OfAnAddress_IsReadable(string address, string expected) => Assert.Equal(expected, SignInLimit.Network(IPAddress.Parse(address)));

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:9::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Network_TwoAddresses_AreOneOrTwo(string one, string other, bool same) =>
        Assert.Equal(same, SignInLimit.Network(IPAddress.Parse(one)) == SignInLimit.Network(IPAddress.Parse(other)));
}
