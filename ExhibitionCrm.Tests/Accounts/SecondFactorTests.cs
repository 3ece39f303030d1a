using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class SecondFactorTests(StaffSite site) : IClassFixture<StaffSite>
{
    private const string Page = "/account/profile/second-factor";

    [Fact]
    public async Task SetUp_WrongCode_StaysOffAndShowsTheSameKey()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync(Roles.Viewer));
        var setUp = await BeginAsync(client);

        var page = await client.PressAsync(setUp, "Turn on", ("Code", "12345"));

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
        var code = Totp.Now(key);

        var page = await client.SubmitAsync(form, ("Code", $" {code[..3]} {code[3..]} "));

        Assert.Equal("/bills", page.Location);
        Assert.True(await client.IsInsideAsync());
        using var watcher = site.Anonymous();
        form = await watcher.FollowAsync(await watcher.SignInByFormAsync(user.UserName!, TestData.Password));
        Assert.NotNull((await watcher.SubmitAsync(form, ("Code", code))).ErrorOf("Code"));
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

        Assert.NotNull((await client.SubmitAsync(form, ("Code", Totp.Now(key)))).ErrorOf("Code"));
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
        var shown = await client.FollowAsync(await client.PressAsync(setUp, "Turn on", ("Code", Totp.Now(key))));
        return (key, shown.TextsOf(".recovery-codes li"));
    }

    private static string KeyOf(CrmPage page) => page.TextOf("details code").Replace(" ", "", StringComparison.Ordinal);
}
