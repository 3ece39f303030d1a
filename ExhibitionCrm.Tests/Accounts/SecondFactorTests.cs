using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class SecondFactorTests(StaffSite site) : IClassFixture<StaffSite>
{
    private const string Page = "/account/profile/second-factor";

    [Fact]
    public async Task SetUp_WrongCode_StaysOffAndShowsTheSameKey()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync(Roles.Viewer));
        var setUp = await BeginAsync(client);

        var page = await client.PressAsync(setUp, "Turn on", ("Password", TestData.Password), ("Code", "12345"));

        Assert.StartsWith("Incorrect code.", page.ErrorOf("Code"), StringComparison.Ordinal);
        Assert.Equal(KeyOf(setUp), KeyOf(page));
    }

    [Fact]
    public async Task SetUp_RightCode_ShowsTenCodesOnceAndEndsOtherSessions()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        using var elsewhere = await site.SignInAsync(user);

        var (_, codes) = await SetUpAsync(client);

        Assert.Equal(10, codes.Distinct().Count());
        var page = await client.GetPageAsync(Page);
        Assert.Contains("You have 10 recovery codes left", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(codes[0], page.Text, StringComparison.Ordinal);
        Assert.False(await elsewhere.IsInsideAsync());
        Assert.Equal([new TwoFactorEnabled(user.UserName!)], await site.EventsAsync(user.UserName!));
        Assert.DoesNotContain(site.Log.Entries, line => line.Contains(codes[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_WithoutThePasswordBefore_LeadsToSignIn()
    {
        using var client = site.Anonymous();

        Assert.StartsWith("/account/sign-in", (await client.GetPageAsync("/account/second-factor")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_PasswordAlone_IsNotInside()
    {
        var (user, _, _) = await UserWithFactorAsync();
        using var client = site.Anonymous();

        var page = await client.SignInByFormAsync(user.UserName!, TestData.Password, "/bills");

        Assert.Equal("/account/second-factor?returnUrl=%2Fbills", page.Location);
        Assert.False(await client.IsInsideAsync());
    }

    [Fact]
    public async Task SignIn_CodeOfTheApp_GoesOnToThePageAskedFor_AndIsNotTakenTwice()
    {
        var (user, key, _) = await UserWithFactorAsync();
        using var client = site.Anonymous();
        var form = await client.FollowAsync(await client.SignInByFormAsync(user.UserName!, TestData.Password, "/bills"));
        var code = Totp.Next(key);

        var page = await client.SubmitAsync(form, ("Code", $" {code[..3]} {code[3..]} "));

        Assert.Equal("/bills", page.Location);
        Assert.True(await client.IsInsideAsync());
        using var watcher = site.Anonymous();
        form = await watcher.FollowAsync(await watcher.SignInByFormAsync(user.UserName!, TestData.Password));
        Assert.NotNull((await watcher.SubmitAsync(form, ("Code", code))).ErrorOf("Code"));
    }

    [Fact]
    public async Task Log_TellsWhichFactorWasShown()
    {
        var (user, key, codes) = await UserWithFactorAsync();
        using var client = site.Anonymous();
        await EnterAsync(client, user, Totp.Next(key));
        var page = await client.GetPageAsync(Page);
        await client.SubmitAsync(page, page.Form("form[action='/account/sign-out']"));
        using var other = site.Anonymous();
        await EnterAsync(other, user, codes[0]);

        var said = site.Log.Entries.Where(line => line.Contains($"{user.Id}", StringComparison.Ordinal)).ToList();
        foreach (var what in new[] { "was right", "signed in with an authenticator code", "signed out", "signed in with a recovery code" })
        {
            Assert.Contains(said, line => line.Contains(what, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task SignIn_RecoveryCode_WorksOnce()
    {
        var (user, _, codes) = await UserWithFactorAsync();
        for (var i = 0; i < 2; i++)
        {
            using var client = site.Anonymous();
            var form = await client.FollowAsync(await client.SignInByFormAsync(user.UserName!, TestData.Password));

            var page = await client.SubmitAsync(form, ("Code", codes[3].ToLowerInvariant().Replace("-", "", StringComparison.Ordinal)));

            Assert.Equal(i == 0 ? HttpStatusCode.Redirect : HttpStatusCode.OK, page.Status);
        }
    }

    [Fact]
    public async Task SignIn_FiveWrongCodes_PausesEvenForTheRightOne()
    {
        var (user, key, codes) = await UserWithFactorAsync();
        using var client = site.Anonymous();
        var form = await client.FollowAsync(await client.SignInByFormAsync(user.UserName!, TestData.Password));
        string[] wrong = ["", "999", "AAAAA-BBBBB", "000001", "abcdefghij", "000002"];
        foreach (var code in wrong)
        {
            form = await client.SubmitAsync(form, ("Code", code));
            Assert.NotNull(form.ErrorOf("Code"));
        }

        Assert.NotNull((await client.SubmitAsync(form, ("Code", Totp.Next(key)))).ErrorOf("Code"));
        Assert.NotNull((await client.SubmitAsync(form, ("Code", codes[0]))).ErrorOf("Code"));
        Assert.Contains(new SignInRefused(user.UserName!), await site.EventsAsync(user.UserName!));
    }

    [Fact]
    public async Task Renew_WrongPassword_KeepsTheOldCodes()
    {
        var (user, _, codes) = await UserWithFactorAsync();
        using var client = await InsideAsync(user, codes[9]);

        var page = await client.PressAsync(await client.GetPageAsync(Page), "Generate new recovery codes", ("Password", "wrong"));

        Assert.Equal("Incorrect password.", page.ErrorOf("Password"));
        Assert.Contains("You have 9 recovery codes left", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renew_RightPassword_VoidsTheOldCodes()
    {
        var (user, _, codes) = await UserWithFactorAsync();
        using var client = await InsideAsync(user, codes[9]);

        var shown = await client.FollowAsync(
            await client.PressAsync(await client.GetPageAsync(Page), "Generate new recovery codes", ("Password", TestData.Password)));

        Assert.Empty(shown.TextsOf(".recovery-codes li").Intersect(codes));
        using var other = site.Anonymous();
        var form = await other.FollowAsync(await other.SignInByFormAsync(user.UserName!, TestData.Password));
        Assert.NotNull((await other.SubmitAsync(form, ("Code", codes[0]))).ErrorOf("Code"));
        Assert.Contains(new RecoveryCodesRenewed(user.UserName!), await site.EventsAsync(user.UserName!));
    }

    [Fact]
    public async Task Disable_NeedsThePassword_ThenThePasswordAloneSignsIn()
    {
        var (user, _, codes) = await UserWithFactorAsync();
        using var client = await InsideAsync(user, codes[9]);
        const string button = "Turn off two-step verification";

        var page = await client.PressAsync(await client.GetPageAsync(Page), button, ("Password", ""));
        Assert.NotNull(page.ErrorOf("Password"));

        Assert.Equal(Page, (await client.PressAsync(page, button, ("Password", TestData.Password))).Location);
        using var other = site.Anonymous();
        Assert.Equal("/", (await other.SignInByFormAsync(user.UserName!, TestData.Password)).Location);
        Assert.Contains(new TwoFactorDisabled(user.UserName!), await site.EventsAsync(user.UserName!));
        Assert.True(await client.IsInsideAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task SetUp_WithoutTheCurrentPassword_StaysOffAndSparesTheCode(string password)
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync());
        var setUp = await BeginAsync(client);
        var code = Totp.Now(KeyOf(setUp));

        var page = await client.PressAsync(setUp, "Turn on", ("Password", password), ("Code", code));

        Assert.Equal("Incorrect password.", page.ErrorOf("Password"));
        Assert.Equal(Page, (await client.PressAsync(page, "Turn on", ("Password", TestData.Password), ("Code", code))).Location);
    }

    [Fact]
    public async Task SignIn_TwoCodesInTurns_TakesEachOnce()
    {
        var (user, key, _) = await UserWithFactorAsync();
        await site.Database.ExecuteAsync($"update users set last_code_step = null where id = '{user.Id}'");
        var (one, other) = (Totp.Now(key), Totp.Next(key));

        var taken = new List<bool>();
        foreach (var code in new[] { one, other, one, other })
        {
            using var client = site.Anonymous();
            taken.Add((await EnterAsync(client, user, code)).Status == HttpStatusCode.Redirect);
        }

        Assert.Equal([true, true, false, false], taken);
    }

    [Fact]
    public async Task SignIn_OneCodeManyTimesAtOnce_TakesItOnce()
    {
        var (user, key, _) = await UserWithFactorAsync();
        var clients = Enumerable.Range(0, 4).Select(_ => site.Anonymous()).ToList();
        var forms = new List<CrmPage>();
        foreach (var client in clients)
        {
            forms.Add(await client.FollowAsync(await client.SignInByFormAsync(user.UserName!, TestData.Password)));
        }

        var code = Totp.Next(key);
        var answers = await Task.WhenAll(clients.Zip(forms).Select(pair => pair.First.SubmitAsync(pair.Second, ("Code", code))));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Redirect);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public async Task Code_OfAClockThatIsWrong_IsGoodForOneStepEachWay(int seconds, bool isGood)
    {
        var user = await site.Data.UserAsync();
        var now = DateTimeOffset.UtcNow;
        var provider = new TotpProvider(TestOptions.TimeIn("UTC", now));

        Assert.Equal(isGood, await site.WithServiceAsync<UserManager<StaffUser>, bool>(async users =>
        {
            var account = (await users.FindByIdAsync(user.Id.ToString()))!;
            await users.ResetAuthenticatorKeyAsync(account);
            var key = (await users.GetAuthenticatorKeyAsync(account))!;
            return await provider.ValidateAsync("", Totp.At(key, now.AddSeconds(seconds)), users, account);
        }));
    }

    [Fact]
    public async Task Secrets_InTheDatabase_AreNeitherTheKeyNorTheCodes()
    {
        var (user, key, codes) = await UserWithFactorAsync();

        var stored = string.Join(' ', await StoredAsync(user));

        Assert.DoesNotContain(key, stored, StringComparison.OrdinalIgnoreCase);
        Assert.All(codes, code => Assert.DoesNotContain(code, stored, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Secrets_OfTheVersionBefore_WorkAndAreProtectedByAMigration()
    {
        var (user, key, codes) = await UserWithFactorAsync();
        await site.Database.ExecuteAsync($"""
            update user_tokens set value = case name when 'AuthenticatorKey' then '{key}' else '{string.Join(';', codes)}' end where user_id = '{user.Id}';
            update users set last_code_step = null where id = '{user.Id}';
            """);
        using var before = site.Anonymous();
        Assert.Equal(HttpStatusCode.Redirect, (await EnterAsync(before, user, codes[0])).Status);

        for (var i = 0; i < 2; i++)
        {
            await site.WithServiceAsync<SecondFactorSecrets, int>(async secrets =>
            {
                await using var db = site.Database.Open();
                await StaffUserStore.ProtectAllAsync(db, secrets);
                return 0;
            });
        }

        var stored = string.Join(' ', await StoredAsync(user));
        Assert.DoesNotContain(key, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(codes[1], stored, StringComparison.Ordinal);
        var given = new List<bool>();
        foreach (var code in new[] { codes[0], codes[1], codes[1], Totp.Now(key) })
        {
            using var client = site.Anonymous();
            given.Add((await EnterAsync(client, user, code)).Status == HttpStatusCode.Redirect);
        }

        Assert.Equal([false, true, false, true], given);
    }

    [Fact]
    public async Task RecoveryCodes_WithACookieOfThen_AreNotShownAgain()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync());
        var setUp = await BeginAsync(client);
        var done = await client.PressAsync(setUp, "Turn on", ("Password", TestData.Password), ("Code", Totp.Now(KeyOf(setUp))));
        using var copy = site.CopyOf(client);
        var codes = (await client.FollowAsync(done)).TextsOf(".recovery-codes li");

        var again = await copy.FollowAsync(done);

        Assert.Equal((10, HttpStatusCode.OK), (codes.Count, again.Status));
        Assert.DoesNotContain(codes[0], again.Text, StringComparison.Ordinal);
    }

    private Task<List<string>> StoredAsync(StaffUser user) => site.Database.ListAsync($"select value from user_tokens where user_id = '{user.Id}'");

    private static async Task<CrmPage> EnterAsync(CrmClient client, StaffUser user, string code) => await client.SubmitAsync(
        await client.FollowAsync(await client.SignInByFormAsync(user.UserName!, TestData.Password)), ("Code", code));

    private async Task<(StaffUser User, string Key, IReadOnlyList<string> Codes)> UserWithFactorAsync()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        var (key, codes) = await SetUpAsync(client);
        return (user, key, codes);
    }

    private async Task<CrmClient> InsideAsync(StaffUser user, string code)
    {
        var client = site.Anonymous();
        var form = await client.FollowAsync(await client.SignInByFormAsync(user.UserName!, TestData.Password));
        await client.SubmitAsync(form, ("Code", code));
        return client;
    }

    private static async Task<CrmPage> BeginAsync(CrmClient client) =>
        await client.FollowAsync(await client.PressAsync(await client.GetPageAsync(Page), "Set up"));

    private static async Task<(string Key, IReadOnlyList<string> Codes)> SetUpAsync(CrmClient client)
    {
        var setUp = await BeginAsync(client);
        var key = KeyOf(setUp);
        var shown = await client.FollowAsync(await client.PressAsync(setUp, "Turn on", ("Password", TestData.Password), ("Code", Totp.Now(key))));
        return (key, shown.TextsOf(".recovery-codes li"));
    }

    private static string KeyOf(CrmPage page) => page.TextOf("details code").Replace(" ", "", StringComparison.Ordinal);
}
