using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Staff;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Staff;

public sealed class MemberTests(StaffSite site) : IClassFixture<StaffSite>
{
    [Fact]
    public async Task Get_NoSuchAccount_IsNotFound()
    {
        using var client = await site.SignInAsync(Roles.Administrator);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetPageAsync("/staff/nobody")).Status);
    }

    [Fact]
    public async Task Edit_BadAddress_SaysSoAndKeepsWhatWasTyped()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(Roles.Administrator);

        var page = await client.SubmitAsync(await OpenAsync(client, user), ("Input.Email", "nowhere"), ("Input.Role", Roles.Viewer));

        Assert.Equal("Enter an email address like name@example.org.", page.ErrorOf("Input.Email"));
        Assert.Equal(("nowhere", Roles.Viewer), (page.ValueOf("Input.Email"), page.ValueOf("Input.Role")));
        Assert.Empty(await site.HistoryAsync(user.UserName!));
    }

    [Fact]
    public async Task Edit_RoleAndAddress_AreRecordedAndEndTheSessions()
    {
        var user = await site.Data.UserAsync(Roles.Viewer);
        using var session = await site.SignInAsync(user);
        using var client = await site.SignInAsync(Roles.Administrator);
        var email = $"{Guid.NewGuid():N}@example.org";

        var page = await client.SubmitAsync(await OpenAsync(client, user), ("Input.Email", email), ("Input.Role", Roles.Staff));

        Assert.Equal($"/staff/{user.UserName}", page.Location);
        Assert.False(await session.IsInsideAsync());
        var history = await site.HistoryAsync(user.UserName!);
        Assert.Equal(
            [
                new AccountEmailChanged(user.UserName!, new Change(user.Email!, email)),
                new AccountRoleChanged(user.UserName!, new Change(Roles.Viewer, Roles.Staff)),
            ],
            history.Select(e => e.Event));
        var shown = await OpenAsync(client, user);
        Assert.Equal((email, Roles.Staff), (shown.ValueOf("Input.Email"), shown.ValueOf("Input.Role")));
    }

    [Fact]
    public async Task Edit_OwnAddress_KeepsThisSession()
    {
        var user = await site.Data.UserAsync(Roles.Administrator);
        using var client = await site.SignInAsync(user);

        var saved = await client.SubmitAsync(
            await OpenAsync(client, user), ("Input.Email", $"{Guid.NewGuid():N}@example.org"), ("CurrentPassword", TestData.Password));

        Assert.Equal($"/staff/{user.UserName}", saved.Location);
        Assert.True(await client.IsInsideAsync());
    }

    [Fact]
    public async Task Edit_OwnAddressWithoutThePassword_ChangesNothing()
    {
        var user = await site.Data.UserAsync(Roles.Administrator);
        using var client = await site.SignInAsync(user);

        var page = await client.SubmitAsync(await OpenAsync(client, user), ("Input.Email", "thief@example.org"));

        Assert.Equal("Incorrect password.", page.ErrorOf("CurrentPassword"));
        Assert.Equal("thief@example.org", page.ValueOf("Input.Email"));
        Assert.IsType<CurrentPasswordRefused>(Assert.Single(await site.EventsAsync(user.UserName!)));
    }

    [Theory]
    [InlineData("Link")]
    [InlineData("ResetSecondFactor")]
    public async Task OwnAccount_HasNoWayAroundThePassword(string handler)
    {
        var user = await site.Data.UserAsync(Roles.Administrator);
        using var client = await site.SignInAsync(user);
        var page = await OpenAsync(client, user);
        var form = page.Form();
        form.SetAttribute("action", $"/staff/{user.UserName}?handler={handler}");

        var answer = await client.SubmitAsync(page, form);

        Assert.NotEqual(HttpStatusCode.Redirect, answer.Status);
        Assert.Empty(await site.HistoryAsync(user.UserName!));
    }

    [Fact]
    public async Task Sessions_OfSomebody_AreListedAndEndedByAdministrators()
    {
        var user = await site.Data.UserAsync();
        using var session = await site.SignInAsync(user);
        using var client = await site.SignInAsync(Roles.Administrator);
        Assert.True(await session.IsInsideAsync());
        var page = await OpenAsync(client, user);
        Assert.Contains("127.0.0.1", page.Text, StringComparison.Ordinal);

        await client.PressAsync(page, "Sign out everywhere");

        Assert.False(await session.IsInsideAsync());
        Assert.True(await client.IsInsideAsync());
        Assert.Equal([new SessionsEnded(user.UserName!)], await site.EventsAsync(user.UserName!));
    }

    [Fact]
    public async Task NewLink_WithACookieOfThen_IsNotShownAgain()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(Roles.Administrator);
        var made = await client.PressAsync(await OpenAsync(client, user), "Create link");
        using var copy = site.CopyOf(client);
        Assert.NotNull((await client.FollowAsync(made)).Document.QuerySelector("input[readonly]"));

        Assert.Null((await copy.FollowAsync(made)).Document.QuerySelector("input[readonly]"));
    }

    [Fact]
    public async Task Deactivate_EndsTheSessionsWithinAMinute_AndReactivateLetsInAgain()
    {
        Assert.True(site.SessionsAreCheckedEvery < TimeSpan.FromMinutes(1));
        var user = await site.Data.UserAsync();
        using var session = await site.SignInAsync(user);
        using var client = await site.SignInAsync(Roles.Administrator);
        Assert.True(await session.IsInsideAsync());
        var stamp = await StampAsync(user);

        await client.PressAsync(await OpenAsync(client, user), "Deactivate");

        // Reactivated, none of the sessions of before comes to life again.
        Assert.NotEqual(stamp, await StampAsync(user));
        Assert.False(await session.IsInsideAsync());
        Assert.Equal(HttpStatusCode.OK, (await session.SignInByFormAsync(user.UserName!, TestData.Password)).Status);
        await client.PressAsync(await OpenAsync(client, user), "Reactivate");
        Assert.Equal("/", (await session.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
        Assert.Equal(
            [typeof(AccountDeactivated), typeof(SignInFailed), typeof(AccountReactivated), typeof(SignedIn)],
            (await site.EventsAsync(user.UserName!)).Select(e => e.GetType()));
    }

    [Fact]
    public async Task Session_OfADeactivatedPersonWhoseStampStayed_EndsToo()
    {
        var user = await site.Data.UserAsync();
        using var session = await site.SignInAsync(user);

        await site.Database.ExecuteAsync($"update users set deactivated_at = now() where id = '{user.Id}'");

        Assert.False(await session.IsInsideAsync());
    }

    [Fact]
    public async Task Unlock_LetsThePersonInAgain()
    {
        var user = await site.Data.UserAsync();
        await site.Database.ExecuteAsync($"update users set lockout_end = now() + interval '10 minutes' where id = '{user.Id}'");
        using var client = await site.SignInAsync(Roles.Administrator);

        await client.PressAsync(await OpenAsync(client, user), "Unlock");

        using var person = site.Anonymous();
        Assert.Equal("/", (await person.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
        Assert.Contains(new AccountUnlocked(user.UserName!), await site.EventsAsync(user.UserName!));
    }

    [Fact]
    public async Task ResetSecondFactor_ThePasswordAloneSignsIn()
    {
        var user = await site.Data.UserAsync();
        await site.Database.ExecuteAsync($"update users set two_factor_enabled = true where id = '{user.Id}'");
        await site.Database.ExecuteAsync(
            $"insert into user_tokens (user_id, login_provider, name, value) values ('{user.Id}', '[AspNetUserStore]', 'AuthenticatorKey', 'ABCDEFGH')");
        using var client = await site.SignInAsync(Roles.Administrator);

        await client.PressAsync(await OpenAsync(client, user), "Reset");

        using var person = site.Anonymous();
        Assert.Equal("/", (await person.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
        Assert.False(await site.ReadAsync(db => db.UserTokens.AnyAsync(t => t.UserId == user.Id)));
    }

    [Fact]
    public async Task NewLink_IsShownOnce_AndThePasswordHoldsUntilItIsUsed()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(Roles.Administrator);

        var page = await client.FollowAsync(await client.PressAsync(await OpenAsync(client, user), "Create link"));

        Assert.Contains("/account/reset-password?user=", page.Element("input[readonly]").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Empty((await OpenAsync(client, user)).Document.QuerySelectorAll("input[readonly]"));
        using var person = site.Anonymous();
        Assert.Equal("/", (await person.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
    }

    [Fact]
    public async Task Self_CanNeitherBeDeactivatedNorDemoted()
    {
        var user = await site.Data.UserAsync(Roles.Administrator);
        using var client = await site.SignInAsync(user);
        var page = await OpenAsync(client, user);
        Assert.DoesNotContain("Deactivate", page.TextsOf("main button"));

        var demoted = await client.SubmitAsync(page, ("Input.Role", Roles.Viewer));
        var form = demoted.Form();
        form.SetAttribute("action", $"/staff/{user.UserName}?handler=Deactivate");
        var deactivated = await client.SubmitAsync(demoted, form);

        Assert.Contains("Only another administrator", demoted.TextOf("[role=alert]"), StringComparison.Ordinal);
        Assert.Contains("Only another administrator", deactivated.TextOf("[role=alert]"), StringComparison.Ordinal);
        Assert.True(await client.IsInsideAsync());
        Assert.Empty(await site.HistoryAsync(user.UserName!));
    }

    [Fact]
    public async Task Deactivate_TwoAdministratorsEachOther_OneRemains()
    {
        // A site of its own, for here the number of administrators counts.
        await using var small = await CrmSite.StartAsync();
        var (anna, bert) = (await small.Data.UserAsync(Roles.Administrator), await small.Data.UserAsync(Roles.Administrator));
        for (var round = 0; round < 5; round++)
        {
            using var annas = await small.SignInAsync(anna);
            using var berts = await small.SignInAsync(bert);
            var (annasPage, bertsPage) = (await OpenAsync(annas, bert), await OpenAsync(berts, anna));

            await Task.WhenAll(annas.PressAsync(annasPage, "Deactivate"), berts.PressAsync(bertsPage, "Deactivate"));

            Assert.Equal(1, await small.ReadAsync(db => db.Users.CountAsync(u => u.DeactivatedAt == null)));
            await small.Database.ExecuteAsync("update users set deactivated_at = null");
            (anna, bert) = (await small.ReadAsync(db => db.Users.SingleAsync(u => u.Id == anna.Id)), await small.ReadAsync(db => db.Users.SingleAsync(u => u.Id == bert.Id)));
        }
    }

    [Fact]
    public async Task Demote_TheLastAdministrator_IsRefused()
    {
        await using var small = await CrmSite.StartAsync();
        var last = await small.Data.UserAsync(Roles.Administrator);

        var result = await small.WithServiceAsync<StaffService, Microsoft.AspNetCore.Identity.IdentityResult>(service =>
            service.EditAsync(last.UserName!, last.Email!, GivenRoles.By(new Dictionary<int, string?> { [1] = Roles.Staff }), new Actor("an administrator of a moment ago")));

        Assert.Equal("LastAdministrator", Assert.Single(result.Errors).Code);
    }

    private Task<string?> StampAsync(StaffUser user) => site.ReadAsync(db => db.Users.Where(u => u.Id == user.Id).Select(u => u.SecurityStamp).SingleAsync());

    private static Task<CrmPage> OpenAsync(CrmClient client, StaffUser user) => client.GetPageAsync($"/staff/{Uri.EscapeDataString(user.UserName!)}");
}
