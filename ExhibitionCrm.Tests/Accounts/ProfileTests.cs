using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class ProfileTests(StaffSite site) : IClassFixture<StaffSite>
{
    private const string Chosen = "four words in a row";

    [Theory]
    [InlineData("", Chosen, Chosen, "CurrentPassword", "Enter your current password.")]
    [InlineData("wrong", Chosen, Chosen, "CurrentPassword", "Incorrect password.")]
    [InlineData(TestData.Password, "short", "short", "New.Password", "Use at least 10 characters.")]
    [InlineData(TestData.Password, "qwertyuiop", "qwertyuiop", "New.Password", "Keys in a row, sequences and repeated characters are easy to guess. Use a few unrelated words instead.")]
    [InlineData(TestData.Password, Chosen, "other", "New.Repeat", "The passwords don't match.")]
    public async Task ChangePassword_BadInput_SaysSoAtTheField(string present, string password, string repeat, string field, string message)
    {
        var user = await site.Data.UserAsync(Roles.Viewer);
        using var client = await site.SignInAsync(user);

        var page = await ChangeAsync(client, present, password, repeat);

        Assert.Equal(message, page.ErrorOf(field));
        Assert.Equal(field, page.Focused);
    }

    [Fact]
    public async Task ChangePassword_WrongPresentOneFiveTimes_Pauses()
    {
        using var client = await site.SignInAsync(await site.Data.UserAsync());
        for (var i = 0; i < 5; i++)
        {
            await ChangeAsync(client, "wrong", Chosen, Chosen);
        }

        var page = await ChangeAsync(client, TestData.Password, Chosen, Chosen);

        Assert.StartsWith("Too many failed attempts", page.ErrorOf("CurrentPassword"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CurrentPassword_WrongOnSeveralPages_CountsOnAll()
    {
        var user = await site.Data.UserAsync(Roles.Administrator);
        using var client = await site.SignInAsync(user);
        var setUp = await client.FollowAsync(await client.PressAsync(await client.GetPageAsync(Links.SecondFactor), "Set up"));
        for (var i = 0; i < 2; i++)
        {
            await ChangeAsync(client, "wrong", Chosen, Chosen);
            Assert.Equal("Incorrect password.", (await client.PressAsync(setUp, "Turn on", ("Password", "wrong"), ("Code", "123456"))).ErrorOf("Password"));
        }

        Assert.Equal("Incorrect password.", (await ChangeAddressAsync("wrong")).ErrorOf("CurrentPassword"));
        Assert.StartsWith("Too many failed attempts", (await ChangeAddressAsync(TestData.Password)).ErrorOf("CurrentPassword"), StringComparison.Ordinal);
        Assert.Equal(5, (await site.EventsAsync(user.UserName!)).Count(e => e is CurrentPasswordRefused { Device: not null }));

        async Task<CrmPage> ChangeAddressAsync(string password) => await client.SubmitAsync(
            await client.GetPageAsync(Links.Account(user.UserName!)), ("Input.Email", "new@example.org"), ("CurrentPassword", password));
    }

    [Fact]
    public async Task ChangePassword_Right_KeepsThisSessionAndEndsTheOthers()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        using var elsewhere = await site.SignInAsync(user);

        var page = await ChangeAsync(client, TestData.Password, Chosen, Chosen);

        Assert.Contains("Password changed.", (await client.FollowAsync(page)).Text, StringComparison.Ordinal);
        Assert.True(await client.IsInsideAsync());
        Assert.False(await elsewhere.IsInsideAsync());
        using var again = site.Anonymous();
        Assert.Equal("/", (await again.SignInByFormAsync(user.UserName!, Chosen)).Location);
        Assert.Equal(user.UserName, Assert.Single(await site.HistoryAsync(user.UserName!), e => e.Event is PasswordChanged).Actor);
    }

    private static async Task<CrmPage> ChangeAsync(CrmClient client, string present, string password, string repeat) => await client.SubmitAsync(
        await client.GetPageAsync("/account/profile"), ("CurrentPassword", present), ("New.Password", password), ("New.Repeat", repeat));
}
