using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class PasswordLinkTests(StaffSite site) : IClassFixture<StaffSite>
{
    private const string Chosen = "four words in a row";

    [Fact]
    public async Task Request_NothingTyped_SaysSo()
    {
        using var client = site.Anonymous();

        var page = await RequestAsync(client, "");

        Assert.Equal("Enter your user name or email address.", page.ErrorOf("UserName"));
    }

    [Fact]
    public async Task Request_AnyName_AnswersTheSame_AndMailsOnlyToActiveOnes()
    {
        var known = await site.Data.UserAsync();
        var deactivated = await site.Data.UserAsync();
        await site.Database.ExecuteAsync($"update users set deactivated_at = now() where id = '{deactivated.Id}'");
        using var client = site.Anonymous();

        var answers = new List<string>();
        foreach (var name in new[] { known.Email!, deactivated.UserName!, "nobody" })
        {
            answers.Add((await client.FollowAsync(await RequestAsync(client, name))).TextOf("main"));
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(1, await MailsAsync(known));
        Assert.Equal(0, await MailsAsync(deactivated));
        var entry = Assert.Single(await site.HistoryAsync(known.UserName!));
        Assert.Equal((new PasswordLinkRequested(known.UserName!), "not signed in"), (entry.Event, entry.Actor));
    }

    [Fact]
    public async Task Request_AgainAtOnce_MailsOnce()
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();

        await RequestAsync(client, user.UserName!);
        await RequestAsync(client, user.Email!);

        Assert.Equal(1, await MailsAsync(user));
    }

    [Fact]
    public async Task Request_FiftyTimesAtOnce_MailsOnce()
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();
        var form = await client.GetPageAsync("/account/forgot-password");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => client.SubmitAsync(form, ("UserName", i % 2 == 0 ? user.UserName : user.Email))));

        Assert.All(answers, answer => Assert.Equal("/account/sign-in", answer.Location));
        Assert.Equal(1, await MailsAsync(user));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?user=x&code=y")]
    [InlineData("?user=01a20c0c-c2f7-7a23-a073-37c5bbd00000&code=Q2ZESjhQ")]
    public async Task Get_ForgedLink_OffersANewOne(string query)
    {
        using var client = site.Anonymous();

        var page = await client.GetPageAsync($"/account/reset-password{query}");

        Assert.Equal("This link no longer works", page.TextOf("h1"));
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
    }

    [Fact]
    public async Task Get_LinkOfAnotherPerson_IsNoGood()
    {
        var (user, other) = (await site.Data.UserAsync(), await site.Data.UserAsync());
        using var client = site.Anonymous();

        var page = await client.GetPageAsync((await LinkAsync(user)).Replace(user.Id.ToString(), other.Id.ToString(), StringComparison.Ordinal));

        Assert.Equal("This link no longer works", page.TextOf("h1"));
    }

    [Fact]
    public async Task Get_AfterTheLifetime_IsNoGood()
    {
        Assert.Equal(TimeSpan.FromHours(1), PasswordService.LinkLifetime);
        await using var quick = await CrmSite.StartAsync();
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Identity.DataProtectionTokenProviderOptions>>(quick.Services)
            .Value.TokenLifespan = TimeSpan.Zero;
        var user = await quick.Data.UserAsync();
        using var client = quick.Anonymous();

        var page = await client.GetPageAsync(await LinkAsync(user, quick));

        Assert.Equal("This link no longer works", page.TextOf("h1"));
    }

    [Theory]
    [InlineData("", "", "New.Password", "Enter a new password.")]
    [InlineData("short", "short", "New.Password", "Use at least 10 characters.")]
    [InlineData("aaaaaaaaaaaa", "aaaaaaaaaaaa", "New.Password", "Use at least 5 different characters.")]
    [InlineData("1234567890", "1234567890", "New.Password", "Keys in a row, sequences and repeated characters are easy to guess. Use a few unrelated words instead.")]
    [InlineData("Exhibition", "Exhibition", "New.Password", "Don't build your password from your user name, your email address or the name of this site. Add a few unrelated words.")]
    [InlineData("Administrator1", "Administrator1", "New.Password", "This password is like those that many people use, so it's easy to guess. Use a few unrelated words instead.")]
    [InlineData("a bell \u0007 rings", "a bell \u0007 rings", "New.Password", "Remove invisible control characters.")]
    [InlineData(Chosen, "something else", "New.Repeat", "The passwords don't match.")]
    public async Task Post_BadPassword_SaysSoAndTheLinkStaysGood(string password, string repeat, string field, string message)
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();
        var form = await client.GetPageAsync(await LinkAsync(user));

        var page = await client.SubmitAsync(form, ("New.Password", password), ("New.Repeat", repeat));

        Assert.Equal(message, page.ErrorOf(field));
        Assert.Equal("/account/sign-in", (await ChooseAsync(client, page)).Location);
    }

    [Fact]
    public async Task Post_TheUserNameAsPassword_IsRefused()
    {
        var user = await site.Data.UserAsync(userName: $"longer.name.{Guid.NewGuid():N}");
        using var client = site.Anonymous();
        var form = await client.GetPageAsync(await LinkAsync(user));

        var page = await client.SubmitAsync(form, ("New.Password", user.UserName), ("New.Repeat", user.UserName));

        Assert.StartsWith("Your password can't be your user name", page.ErrorOf("New.Password"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_GoodPassword_SetsItOnce_UnlocksAndEndsSessions()
    {
        var user = await site.Data.UserAsync();
        using var session = await site.SignInAsync(user);
        await site.Database.ExecuteAsync($"update users set lockout_end = now() + interval '10 minutes', access_failed_count = 3 where id = '{user.Id}'");
        var link = await LinkAsync(user);
        using var client = site.Anonymous();
        var form = await client.GetPageAsync(link);

        var page = await ChooseAsync(client, form);

        Assert.Contains("Password set.", (await client.FollowAsync(page)).Text, StringComparison.Ordinal);
        Assert.False(await session.IsInsideAsync());
        Assert.Equal(HttpStatusCode.OK, (await client.SignInByFormAsync(user.UserName!, TestData.Password)).Status);
        Assert.Equal("/", (await client.SignInByFormAsync(user.UserName!, Chosen)).Location);
        Assert.Contains(new PasswordWasReset(user.UserName!), await site.EventsAsync(user.UserName!));

        using var second = site.Anonymous();
        var again = await second.GetPageAsync(link);
        var answer = again.Document.QuerySelector("[name='New.Password']") is null ? again : await ChooseAsync(second, again);
        Assert.Equal("This link no longer works", answer.TextOf("h1"));
    }

    [Fact]
    public async Task Post_DeactivatedMeanwhile_IsRefused()
    {
        var user = await site.Data.UserAsync();
        using var client = site.Anonymous();
        var form = await client.GetPageAsync(await LinkAsync(user));
        await site.Database.ExecuteAsync($"update users set deactivated_at = now() where id = '{user.Id}'");

        Assert.Equal("This link no longer works", (await ChooseAsync(client, form)).TextOf("h1"));
    }

    private static Task<CrmPage> ChooseAsync(CrmClient client, CrmPage form) =>
        client.SubmitAsync(form, ("New.Password", Chosen), ("New.Repeat", Chosen));

    private static async Task<CrmPage> RequestAsync(CrmClient client, string name) =>
        await client.SubmitAsync(await client.GetPageAsync("/account/forgot-password"), ("UserName", name));

    private Task<int> MailsAsync(StaffUser user) => site.ReadAsync(db =>
        db.OutboxMessages.CountAsync(m => m.UserId == user.Id && m.Kind == MessageKind.PasswordReset));

    private async Task<string> LinkAsync(StaffUser user, CrmSite? of = null) =>
        (await (of ?? site).WithServiceAsync<PasswordService, Uri?>(service => service.CreateLinkAsync(user.UserName!, Actor.System)))!.PathAndQuery;
}
