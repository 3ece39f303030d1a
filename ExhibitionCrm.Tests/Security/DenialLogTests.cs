using System.Net;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Security;

/// <summary>Who was turned away leaves a record in the log, which names nobody.</summary>
public sealed class DenialLogTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("/staff", "/Staff/List")]
    [InlineData("/customers/export.csv", "HTTP: GET, POST /customers/export.csv")]
    public async Task Page_ThatIsNotForThisRole_IsLoggedWithTheAccountsId(string address, string endpoint)
    {
        var user = await site.Data.UserAsync(Roles.Staff);
        using var staff = await site.SignInAsync(user);
        using var answer = await staff.Http.GetAsync(new Uri(address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var entry = Assert.Single(site.Log.Entries, e => e.Contains($"was denied to account {user.Id}", StringComparison.Ordinal));
        Assert.StartsWith(endpoint, entry, StringComparison.Ordinal);
        Assert.DoesNotContain(user.UserName!, entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WithANameThatNobodyHas_IsLoggedWithoutWhatWasTyped()
    {
        using var stranger = site.Anonymous();
        await stranger.SignInByFormAsync("my password in the wrong field", "something else");
        Assert.Contains("Sign-in with a name that no account has, from 127.0.0.1", site.Log.Entries);
        Assert.DoesNotContain(site.Log.Entries, entry => entry.Contains("wrong field", StringComparison.Ordinal));
    }
}
