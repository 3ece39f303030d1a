using System.Net;
using ExhibitionCrm.Tests.Security;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Accounts;

/// <summary>A second factor that the role demands.</summary>
public sealed class SecondFactorDemandTests(SecondFactorDemandTests.Site site) : IClassFixture<SecondFactorDemandTests.Site>
{
    private const string SetUpPage = "/account/profile/second-factor";

    [Fact]
    public async Task SignIn_WithoutIt_LeadsToSetUpAndThenToThePageAskedFor()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync(Roles.Viewer));

        var page = await client.GetPageAsync("/bills?q=Ada");
        Assert.Equal($"{SetUpPage}?returnUrl=%2Fbills%3Fq%3DAda", page.Location);
        var shown = await SetUpAsync(client, await client.FollowAsync(page));

        Assert.Equal("/bills?q=Ada", shown.Element("main a.btn-primary").GetAttribute("href"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetPageAsync("/bills?q=Ada")).Status);
    }

    [Fact]
    public async Task EveryRoute_WithoutIt_IsClosed()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync(Roles.Administrator));
        foreach (var route in AuthorizationTests.RoutesThatNeedAnAccount.Except([SetUpPage]))
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var answer = await AuthorizationTests.SendAsync(client, site.Values, method, route);
                Assert.True(
                    answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.ToString().StartsWith(SetUpPage, StringComparison.Ordinal),
                    $"{method} {route} answered {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Form_SentWhenItIsDemandedMeanwhile_IsShownAgainAfterTheSetUp()
    {
        using var before = await site.SignInAsync(await site.Data.UserAsync(Roles.Staff));
        var form = await before.GetPageAsync("/customers/new");
        await using var stricter = CrmProcess.Start(new Dictionary<string, string?>(site.AllSettings()) { ["SECOND_FACTOR_ROLES"] = Roles.Staff });
        await stricter.WaitUntilHealthyAsync();
        using var client = new CrmClient(stricter.Url, before.Cookies, () => stricter.Output);

        using var content = new FormUrlEncodedContent(CrmForm.Fields(form.Form(), ("Input.Name", "Ada Kept"), ("Input.Email", "ada.kept@example.org")));
        using var answer = await client.Http.PostAsync(new Uri("/customers/new", UriKind.Relative), content);
        var first = await client.GetPageAsync(answer.Headers.Location!.ToString());
        var shown = await SetUpAsync(client, first);
        var again = await client.GetPageAsync(shown.Element("main a.btn-primary").GetAttribute("href")!);

        Assert.Equal("Ada Kept", again.ValueOf("Input.Name"));
        Assert.False(await site.ReadAsync(db => db.Customers.AnyAsync(c => c.Email == "ada.kept@example.org")));
    }

    [Fact]
    public async Task TurnOff_IsNeitherOfferedNorDone()
    {
        var user = await site.Data.UserAsync(Roles.Viewer);
        using var client = await site.SignInAsync(user);
        await SetUpAsync(client, await client.GetPageAsync(SetUpPage));
        var page = await client.GetPageAsync(SetUpPage);
        Assert.DoesNotContain("Turn off", page.Text, StringComparison.Ordinal);

        using var content = new FormUrlEncodedContent(CrmForm.Fields(page.Form(), ("Password", TestData.Password)));
        using var answer = await client.Http.PostAsync(new Uri($"{SetUpPage}?handler=Disable", UriKind.Relative), content);

        Assert.Contains("can't be turned off", (await client.GetPageAsync(SetUpPage)).Text, StringComparison.Ordinal);
        Assert.True(await site.ReadAsync(db => db.Users.Where(u => u.Id == user.Id).Select(u => u.TwoFactorEnabled).SingleAsync()));
    }

    [Fact]
    public async Task SignOut_WithoutIt_Works()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync(Roles.Viewer));
        var page = await client.GetPageAsync(SetUpPage);

        Assert.Equal("/account/sign-in", (await client.SubmitAsync(page, page.Form("form[action='/account/sign-out']"))).Location);
    }

    [Fact]
    public async Task OtherRoles_DoWithoutIt()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync(Roles.Staff));

        Assert.Equal(HttpStatusCode.OK, (await client.GetPageAsync("/customers")).Status);
        Assert.Contains("Not now", (await client.GetPageAsync(SetUpPage)).Text, StringComparison.Ordinal);
    }

    private static async Task<CrmPage> SetUpAsync(CrmClient client, CrmPage first)
    {
        Assert.Contains("Your role requires two-step verification", first.Text, StringComparison.Ordinal);
        var setUp = await client.FollowAsync(await client.PressAsync(first, "Set up"));
        var key = setUp.TextOf("details code").Replace(" ", "", StringComparison.Ordinal);
        var shown = await client.FollowAsync(await client.PressAsync(setUp, "Turn on", ("Password", TestData.Password), ("Code", Totp.Now(key))));
        Assert.Equal(10, shown.TextsOf(".recovery-codes li").Count);
        return shown;
    }

    public sealed class Site : AuthorizationTests.Site
    {
        protected override IEnumerable<(string Name, string? Value)> Settings => [("SECOND_FACTOR_ROLES", "administrator, Viewer")];
    }
}
