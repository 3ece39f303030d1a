using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class SessionTests(StaffSite site) : IClassFixture<StaffSite>
{
    [Fact]
    public async Task SignOut_EndsTheSessionAlsoForACookieThatWasKept()
    {
        // With sessions looked at as in production.
        await using var plain = await CrmSite.StartAsync();
        using var client = await plain.SignInAsync(await plain.Data.UserAsync());
        using var copy = plain.CopyOf(client);
        Assert.True(await copy.IsInsideAsync());
        var page = await client.GetPageAsync("/account/profile");

        await client.SubmitAsync(page, page.Form("form[action='/account/sign-out']"));

        Assert.False(await copy.IsInsideAsync());
    }

    [Fact]
    public async Task SignOut_OfASessionThatIsOver_IsNoError()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        var page = await client.GetPageAsync("/account/profile");
        await EndAsync(user);

        var answer = await client.SubmitAsync(page, page.Form("form[action='/account/sign-out']"));

        Assert.Equal("/account/sign-in", answer.Location);
    }

    [Theory]
    [InlineData("15 hours 50 minutes", true)]
    [InlineData("16 hours", false)]
    public async Task Session_AfterItsLifetime_EndsHoweverBusy(string age, bool isOpen)
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        await site.Database.ExecuteAsync($"update staff_sessions set created_at = now() - interval '{age}', last_seen_at = now() where user_id = '{user.Id}'");

        Assert.Equal(isOpen, await client.IsInsideAsync());
    }

    [Theory]
    [InlineData("11 hours 50 minutes", true)]
    [InlineData("12 hours 10 minutes", false)]
    public async Task Session_ThatNobodyUses_EndsAndIsListedNoMore(string idle, bool isOpen)
    {
        var user = await site.Data.UserAsync();
        using var here = await site.SignInAsync(user);
        using var elsewhere = await site.SignInAsync(user);
        var rows = await site.Database.ListAsync($"select id::text from staff_sessions where user_id = '{user.Id}' order by created_at desc");
        await site.Database.ExecuteAsync($"update staff_sessions set created_at = now() - interval '{idle}', last_seen_at = now() - interval '{idle}' where id = '{rows[0]}'");

        var page = await here.GetPageAsync("/account/profile");

        Assert.Equal(isOpen, page.Text.Contains("Sign out everywhere else", StringComparison.Ordinal));
        Assert.Equal(isOpen, await elsewhere.IsInsideAsync());
    }

    [Fact]
    public async Task SignIn_RemovesWhatIsLongOverWhoseeverItWas()
    {
        var gone = await site.Data.UserAsync();
        (await site.SignInAsync(gone)).Dispose();
        await site.Database.ExecuteAsync($"update staff_sessions set created_at = now() - interval '17 hours' where user_id = '{gone.Id}'");

        (await site.SignInAsync(await site.Data.UserAsync())).Dispose();

        Assert.Equal(["0"], await site.Database.ListAsync($"select count(*)::text from staff_sessions where user_id = '{gone.Id}'"));
    }

    [Fact]
    public async Task Profile_ListsOwnSessions_AndEndsOne()
    {
        var user = await site.Data.UserAsync();
        using var here = await site.SignInAsync(user);
        using var elsewhere = await site.SignInAsync(user);
        var page = await here.GetPageAsync("/account/profile");
        Assert.Contains("This browser", page.Text, StringComparison.Ordinal);

        await here.PressAsync(page, "Sign out");

        Assert.False(await elsewhere.IsInsideAsync());
        Assert.True(await here.IsInsideAsync());
        Assert.Equal([new SessionsEnded(user.UserName!)], await site.EventsAsync(user.UserName!));
    }

    [Fact]
    public async Task Profile_SignOutEverywhereElse_KeepsThisOne()
    {
        var user = await site.Data.UserAsync();
        using var here = await site.SignInAsync(user);
        using var second = await site.SignInAsync(user);
        using var third = await site.SignInAsync(user);

        await here.PressAsync(await here.GetPageAsync("/account/profile"), "Sign out everywhere else");

        Assert.Equal((true, false, false), (await here.IsInsideAsync(), await second.IsInsideAsync(), await third.IsInsideAsync()));
    }

    [Fact]
    public async Task Profile_SessionOfSomebodyElse_IsNotEnded()
    {
        var (user, other) = (await site.Data.UserAsync(), await site.Data.UserAsync());
        using var client = await site.SignInAsync(user);
        using var session = await site.SignInAsync(other);
        var id = (await site.Database.ListAsync($"select id::text from staff_sessions where user_id = '{other.Id}'")).Single();
        var page = await client.GetPageAsync("/account/profile");
        var form = page.Form();
        form.SetAttribute("action", $"/account/profile?handler=EndSession&session={id}");

        await client.SubmitAsync(page, form);

        Assert.True(await session.IsInsideAsync());
    }

    [Fact]
    public async Task SignIn_InTwoTabs_WorksInBothAndLeavesOneSession()
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();
        var (first, second) = (await client.GetPageAsync("/account/sign-in"), await client.GetPageAsync("/account/sign-in?returnUrl=%2Fbills"));
        (string, string?)[] typed = [("UserName", user.UserName), ("Password", TestData.Password)];
        Assert.Equal("/", (await client.SubmitAsync(first, typed)).Location);

        var answer = await client.SubmitAsync(second, typed);

        Assert.Equal("/bills", answer.Location);
        Assert.True(await client.IsInsideAsync());
        Assert.Equal(["1"], await site.Database.ListAsync($"select count(*)::text from staff_sessions where ended_at is null and user_id = '{user.Id}'"));
    }

    [Fact]
    public async Task SignIn_ByAForgedFormWhileSomebodyIsSignedIn_IsRefused()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync());
        using var form = new FormUrlEncodedContent([new("UserName", "a"), new("Password", "b")]);

        using var answer = await client.Http.PostAsync(new Uri("/account/sign-in", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, "Unknown browser")]
    [InlineData("curl/8", "Unknown browser")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android")]
    public void Browser_IsNamedAsPeopleKnowIt(string? userAgent, string name) => Assert.Equal(name, BrowserName.Describe(userAgent));

    private Task<int> EndAsync(StaffUser user) => site.Database.ExecuteAsync($"update staff_sessions set ended_at = now() where user_id = '{user.Id}'");
}
