using System.Net;
using ExhibitionCrm.Web.Staff;

namespace ExhibitionCrm.Tests.Staff;

public sealed class SignInLimitTests
{
    [Fact]
    public async Task Post_TwentyFiveWrongPasswords_TheLastAreNotEvenLookedAt()
    {
        // With the limit that is set where the operator says nothing.
        await using var site = await CrmSite.StartAsync(("SIGN_IN_LIMIT", null));
        using var inside = await site.SignInAsync(Roles.Staff);
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();
        var form = await client.GetPageAsync("/account/sign-in");

        var answers = new List<CrmPage>();
        for (var i = 0; i < 25; i++)
        {
            answers.Add(await client.SubmitAsync(form, ("UserName", user.UserName), ("Password", "wrong")));
        }

        // One of the twenty was spent on the other browser.
        Assert.All(answers.Take(19), a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.All(answers.Skip(19), a =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, a.Status);
            Assert.Equal("Too many attempts", a.TextOf("h1"));
            Assert.InRange(a.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        });

        // The limit counts forms of all these pages together, and nothing else.
        var forgot = await client.GetPageAsync("/account/forgot-password");
        Assert.Equal(HttpStatusCode.OK, forgot.Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.SubmitAsync(forgot, ("UserName", "a"))).Status);
        var profile = await inside.GetPageAsync("/account/profile");
        Assert.Equal(HttpStatusCode.OK, (await inside.SubmitAsync(profile)).Status);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1:2:9::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Network_TwoAddresses_AreOneOrTwo(string one, string other, bool same) =>
        Assert.Equal(same, SignInLimit.Network(IPAddress.Parse(one)) == SignInLimit.Network(IPAddress.Parse(other)));
}
