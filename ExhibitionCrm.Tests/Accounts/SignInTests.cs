using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class SignInTests(StaffSite site) : IClassFixture<StaffSite>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/customers?q=a")]
    [InlineData("/no-such-page")]
    public async Task GetAnything_Anonymous_LeadsToSignInAndBack(string url)
    {
        using var client = site.Anonymous();

        var page = await client.GetPageAsync(url);

        Assert.Equal($"/account/sign-in?returnUrl={Uri.EscapeDataString(url)}", page.Location);
    }

    [Fact]
    public async Task Post_NothingTyped_SaysSoAtEachField()
    {
        using var client = site.Anonymous();

        var page = await client.SignInByFormAsync("", "");

        Assert.Equal("Enter your user name or email address.", page.ErrorOf("UserName"));
        Assert.Equal("Enter your password.", page.ErrorOf("Password"));
        Assert.Equal("UserName", page.Focused);
    }

    [Fact]
    public async Task Post_WrongPasswordNoSuchAccountDeactivatedInvitedOrLocked_AnswersTheSame()
    {
        var active = await site.Data.UserAsync();
        var deactivated = await site.Data.UserAsync();
        await site.Database.ExecuteAsync($"update users set deactivated_at = now() where id = '{deactivated.Id}'");
        var invited = await site.Data.UserAsync();
        await site.Database.ExecuteAsync($"update users set password_hash = null where id = '{invited.Id}'");
        var locked = await site.Data.UserAsync();
        await site.Database.ExecuteAsync($"update users set lockout_end = now() + interval '1 minute' where id = '{locked.Id}'");
        using var client = site.Anonymous();

        var answers = new List<string>();
        foreach (var (name, password) in new[]
        {
            (active.UserName!, "wrong"), ("nobody", "wrong"), (deactivated.UserName!, TestData.Password),
            (invited.UserName!, TestData.Password), (locked.UserName!, TestData.Password),
        })
        {
            var page = await client.SignInByFormAsync(name, password);
            Assert.Equal(name, page.ValueOf("UserName"));
            Assert.Equal("", page.ValueOf("Password"));
            answers.Add(page.TextOf("main"));
        }

        Assert.Contains("Incorrect user name or password.", Assert.Single(answers.Distinct()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_RightPassword_SignsInAndRecordsIt(bool byEmail)
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();

        var page = await client.SignInByFormAsync((byEmail ? user.Email! : user.UserName!).ToUpperInvariant(), TestData.Password, "/bills?q=x");

        Assert.Equal("/bills?q=x", page.Location);
        Assert.True(await client.IsInsideAsync());
        var entry = Assert.Single(await site.HistoryAsync(user.UserName!));
        Assert.Equal((new SignedIn(user.UserName!), user.UserName, IPAddress.Loopback), (entry.Event, entry.Actor, entry.Address));
        Assert.NotNull(await site.ReadAsync(db => db.Users.Where(u => u.Id == user.Id).Select(u => u.LastSignInAt).SingleAsync()));
        Assert.Equal("/", (await client.GetPageAsync("/account/sign-in")).Location);
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    public async Task Post_ReturnUrlOfAnotherSite_StaysHere(string returnUrl)
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();

        var page = await client.SignInByFormAsync(user.UserName!, TestData.Password, returnUrl);

        Assert.Equal("/", page.Location);
        Assert.Equal(site.Url.Host, new Uri(page.Url, page.Response.Headers.Location!).Host);
    }

    [Fact]
    public async Task Post_FiveWrongPasswords_PausesEvenForTheRightOne()
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();
        for (var i = 0; i < 5; i++)
        {
            await client.SignInByFormAsync(user.UserName!, "wrong");
        }

        Assert.Equal(HttpStatusCode.OK, (await client.SignInByFormAsync(user.UserName!, TestData.Password)).Status);
        Assert.Single(await site.EventsAsync(user.UserName!), new SignInRefused(user.UserName!));

        await site.Database.ExecuteAsync($"update audit_entries set at = at - interval '15 minutes' where subject_id = '{user.UserName}'");
        Assert.Equal("/", (await client.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
    }

    [Fact]
    public async Task Post_TwentyGuessesAtOnce_CountsEveryOne()
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();
        var form = await client.GetPageAsync("/account/sign-in");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            client.SubmitAsync(form, ("UserName", user.UserName), ("Password", i < 19 ? "wrong" : "wrong as well"))));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        var events = await site.EventsAsync(user.UserName!);
        Assert.Equal((5, 15), (events.Count(e => e is SignInFailed), events.Count(e => e is SignInRefused)));
    }

    [Fact]
    public async Task Post_UnknownName_LeavesNoTrace()
    {
        using var client = site.Anonymous();
        const string typed = "my-password-by-mistake";

        await client.SignInByFormAsync(typed, "x");

        Assert.False(await site.ReadAsync(db => db.AuditEntries.AnyAsync(e => e.SubjectId == typed || e.Actor == typed)));
        Assert.DoesNotContain(site.Log.Entries, line => line.Contains(typed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_WrongPassword_LeadsToThePassword()
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();

        var page = await client.SignInByFormAsync(user.UserName!, "wrong");

        Assert.Equal((user.UserName, "Password"), (page.ValueOf("UserName"), page.Focused));
    }

    [Fact]
    public async Task Post_WithoutToken_IsRefused()
    {
        using var client = site.Anonymous();
        using var form = new FormUrlEncodedContent([new("UserName", "a"), new("Password", "b")]);

        using var answer = await client.Http.PostAsync(new Uri("/account/sign-in", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Your form couldn&#x27;t be submitted", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_ByLink_DoesNothing()
    {
        using var client = await site.SignInAsync(Roles.Viewer);

        var page = await client.GetPageAsync("/account/sign-out");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, page.Status);
        Assert.True(await client.IsInsideAsync());
    }

    [Fact]
    public async Task SignOut_ByItsButton_EndsTheSession()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync(Roles.Viewer));
        var home = await client.GetPageAsync("/account/profile");

        var page = await client.SubmitAsync(home, home.Form("form[action='/account/sign-out']"));

        Assert.Equal("/account/sign-in", page.Location);
        Assert.Contains("You've been signed out.", (await client.FollowAsync(page)).Text, StringComparison.Ordinal);
        Assert.False(await client.IsInsideAsync());
    }
}
