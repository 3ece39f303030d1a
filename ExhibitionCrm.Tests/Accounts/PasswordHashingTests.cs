using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class PasswordHashingTests(StaffSite site) : IClassFixture<StaffSite>
{
    private const string Busy = "The site is busy right now.";
    private const string Chosen = "four words in a row";

    [Fact]
    public async Task Enter_Many_AFewAtOnceSomeWaitAndTheRestIsTurnedAway()
    {
        using var hashing = new PasswordHashing();

        var inside = Enumerable.Range(0, PasswordHashing.AtOnce).Select(_ => hashing.EnterAsync()).ToList();
        var waiting = Enumerable.Range(0, PasswordHashing.Waiting).Select(_ => hashing.EnterAsync()).ToList();

        Assert.InRange(inside.Count, 1, Math.Max(1, Environment.ProcessorCount / 2));
        Assert.All(inside, turn => Assert.True(turn.IsCompletedSuccessfully));
        Assert.All(waiting, turn => Assert.False(turn.IsCompleted));
        await Assert.ThrowsAsync<BusyException>(hashing.EnterAsync);
        foreach (var turn in inside.Concat(waiting))
        {
            (await turn).Dispose();
        }

        (await hashing.EnterAsync()).Dispose();
    }

    [Fact]
    public async Task SignIn_TooManyAtOnce_ComesBackWithTheName_WhileOtherPagesAnswer()
    {
        var user = await site.Data.UserAsync();
        using var inside = await site.SignInAsync(Roles.Staff);
        using var client = site.Anonymous();
        await using (new Crowd(site))
        {
            var page = await client.SignInByFormAsync(user.UserName!, TestData.Password, "/bills");

            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
            Assert.StartsWith(Busy, page.TextOf("[role=alert]"), StringComparison.Ordinal);
            Assert.Equal((user.UserName, "", "Password"), (page.ValueOf("UserName"), page.ValueOf("Password"), page.Focused));
            Assert.Equal(HttpStatusCode.OK, (await inside.GetPageAsync("/customers")).Status);
            Assert.Empty(await site.HistoryAsync(user.UserName!));
        }

        Assert.Equal("/bills", (await client.SignInByFormAsync(user.UserName!, TestData.Password, "/bills")).Location);
    }

    [Fact]
    public async Task SignIn_UnknownName_WaitsLikeAnyOther()
    {
        using var client = site.Anonymous();
        await using var crowd = new Crowd(site);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.SignInByFormAsync("nobody", "wrong")).Status);
    }

    [Fact]
    public async Task ChangePassword_TooManyAtOnce_ChangesNothing()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync("/account/profile");
        await using var crowd = new Crowd(site);

        var page = await client.SubmitAsync(form, ("CurrentPassword", TestData.Password), ("New.Password", Chosen), ("New.Repeat", Chosen));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.StartsWith(Busy, page.TextOf("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(await HashAsync(user), user.PasswordHash);
    }

    [Fact]
    public async Task OwnAddress_TooManyAtOnce_ComesBackAsTyped()
    {
        var user = await site.Data.UserAsync(Roles.Administrator);
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync(Links.Account(user.UserName!));
        await using var crowd = new Crowd(site);

        var page = await client.SubmitAsync(form, ("Input.Email", "new@example.org"), ("CurrentPassword", TestData.Password));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "new@example.org"), (page.Status, page.ValueOf("Input.Email")));
        Assert.StartsWith(Busy, page.TextOf("[role=alert]"), StringComparison.Ordinal);
        Assert.Empty(await site.HistoryAsync(user.UserName!));
    }

    [Fact]
    public async Task TurnOnSecondFactor_TooManyAtOnce_ComesBackWithTheSameKey()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        var form = await client.FollowAsync(await client.PressAsync(await client.GetPageAsync(Links.SecondFactor), "Set up"));
        await using var crowd = new Crowd(site);

        var page = await client.PressAsync(form, "Turn on", ("Password", TestData.Password), ("Code", "123456"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, form.TextOf("details code")), (page.Status, page.TextOf("details code")));
        Assert.Empty(await site.HistoryAsync(user.UserName!));
    }

    [Fact]
    public async Task ResetPassword_TooManyAtOnce_TheLinkStaysGood()
    {
        var user = await site.Data.UserAsync();
        var link = await site.WithServiceAsync<PasswordService, Uri?>(service => service.CreateLinkAsync(user.UserName!, Actor.System));
        using var client = site.Anonymous();
        var form = await client.GetPageAsync(link!.PathAndQuery);
        await using (new Crowd(site))
        {
            form = await client.SubmitAsync(form, ("New.Password", Chosen), ("New.Repeat", Chosen));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, form.Status);
        }

        Assert.Equal("/account/sign-in", (await client.SubmitAsync(form, ("New.Password", Chosen), ("New.Repeat", Chosen))).Location);
    }

    [Fact]
    public async Task CreateAccount_TooManyAtOnce_IsTurnedAway()
    {
        await using var crowd = new Crowd(site);

        await Assert.ThrowsAsync<BusyException>(() => site.Data.UserAsync());
    }

    [Fact]
    public async Task SignIn_WithAHashOfBefore_HashesAnewAndKeepsOtherSessions()
    {
        var user = await site.Data.UserAsync();
        using var elsewhere = await site.SignInAsync(user);
        var weak = new Microsoft.AspNetCore.Identity.PasswordHasher<StaffUser>(
            Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 500 }));
        const string decomposed = "mu\u0308de Ba\u0308ren tanzen";
        var before = weak.HashPassword(user, decomposed);
        await site.Database.ExecuteAsync($"update users set password_hash = '{before}' where id = '{user.Id}'");
        using var client = site.Anonymous();

        Assert.Equal("/", (await client.SignInByFormAsync(user.UserName!, decomposed)).Location);

        Assert.NotEqual(before, await HashAsync(user));
        Assert.True(await elsewhere.IsInsideAsync());
        using var composed = site.Anonymous();
        Assert.Equal("/", (await composed.SignInByFormAsync(user.UserName!, decomposed.Normalize())).Location);
    }

    private Task<string?> HashAsync(StaffUser user) => site.ReadAsync(db => db.Users.Where(u => u.Id == user.Id).Select(u => u.PasswordHash).SingleAsync());

    /// <summary>As many as may hash or wait.</summary>
    private sealed class Crowd(CrmSite site) : IAsyncDisposable
    {
        private readonly List<Task<IDisposable>> _turns =
            [.. Enumerable.Range(0, PasswordHashing.AtOnce + PasswordHashing.Waiting).Select(_ => site.Services.GetRequiredService<PasswordHashing>().EnterAsync())];

        public async ValueTask DisposeAsync()
        {
            foreach (var turn in _turns)
            {
                (await turn).Dispose();
            }
        }
    }
}
