using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class SignInLimitTests
{
    [Fact]
    public async Task Post_TwentyFiveWrongPasswords_TheLastAreNotEvenLookedAt()
    {
        // With the limit that holds where the operator says nothing; one of the twenty is spent on the other browser.
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

        Assert.All(answers.Take(19), a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1].Status);
        Assert.Equal("Too many attempts", answers[^1].TextOf("h1"));
        Assert.InRange(answers[^1].Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        Assert.Contains(site.Log.Entries, entry => entry.StartsWith("Too many requests for /Accounts/SignIn from 127.0.0.1", StringComparison.Ordinal));

        // The limit counts forms of all these pages together, and nothing else.
        var forgot = await client.GetPageAsync("/account/forgot-password");
        Assert.Equal(HttpStatusCode.OK, forgot.Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.SubmitAsync(forgot, ("UserName", "a"))).Status);
        var profile = await inside.GetPageAsync("/account/profile");
        Assert.Equal(HttpStatusCode.OK, (await inside.SubmitAsync(profile)).Status);
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
