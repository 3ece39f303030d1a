using System.Net;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Staff;

public sealed class NewTests(StaffSite site) : IClassFixture<StaffSite>
{
    private const string NameRule = "Use up to 64 letters (a to z), digits and . _ - @ +, starting with a letter or digit.";
    private const string AddressRule = "Enter an email address like name@example.org.";

    [Theory]
    [InlineData(Roles.Staff, "/staff")]
    [InlineData(Roles.Viewer, "/staff")]
    [InlineData(Roles.Staff, "/staff/new")]
    [InlineData(Roles.Viewer, "/staff/somebody")]
    [InlineData(Roles.Staff, "/activity")]
    [InlineData(Roles.Viewer, "/settings")]
    public async Task Get_NotAdministrator_IsForbidden(string role, string url)
    {
        using var client = await site.SignInAsync(role);

        var page = await client.GetPageAsync(url);

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Equal("You don't have access to this page", page.TextOf("h1"));
    }

    [Theory]
    [InlineData("", "UserName", "Enter a user name.")]
    [InlineData("anna b", "UserName", NameRule)]
    [InlineData("änna", "UserName", NameRule)]
    [InlineData("..", "UserName", NameRule)]
    [InlineData("anna\n", "UserName", null)]
    [InlineData("a<script>", "UserName", NameRule)]
    [InlineData("system", "UserName", "This user name is taken.")]
    [InlineData("New", "UserName", "This user name is taken.")]
    public async Task Post_UserName_IsJudgedAtTheField(string userName, string field, string? message)
    {
        using var client = await site.SignInAsync(Roles.Administrator);

        var page = await MakeAsync(client, userName, $"{Guid.NewGuid():N}@example.org");

        if (message is null)
        {
            Assert.Equal(HttpStatusCode.Redirect, page.Status);
        }
        else
        {
            Assert.Equal(message, page.ErrorOf(field));
            Assert.Equal(userName, page.ValueOf(field));
        }
    }

    [Theory]
    [InlineData("", "Enter an email address.")]
    [InlineData("nowhere", AddressRule)]
    [InlineData("a@b", AddressRule)]
    [InlineData("a@example.org\nBcc: b@example.org", AddressRule)]
    public async Task Post_BadAddress_SaysSoAtTheField(string email, string message)
    {
        using var client = await site.SignInAsync(Roles.Administrator);

        var page = await MakeAsync(client, $"u{Guid.NewGuid():N}", email);

        Assert.Equal(message, page.ErrorOf("Input.Email"));
    }

    [Fact]
    public async Task Post_NameOrAddressOfAnother_SaysSoAtTheField()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(Roles.Administrator);

        var name = await MakeAsync(client, user.UserName!.ToUpperInvariant(), "other@example.org");
        var email = await MakeAsync(client, $"u{Guid.NewGuid():N}", user.Email!.ToUpperInvariant());

        Assert.Equal("This user name is taken.", name.ErrorOf("UserName"));
        Assert.Equal("Another account uses this email address.", email.ErrorOf("Input.Email"));
    }

    [Fact]
    public async Task Post_UnknownRole_IsRefused()
    {
        using var client = await site.SignInAsync(Roles.Administrator);

        var page = await MakeAsync(client, $"u{Guid.NewGuid():N}", "king@example.org", "King");

        Assert.Equal("Choose a role from the list.", page.ErrorOf("Input.Role"));
    }

    [Fact]
    public async Task Post_OneAddressTwiceAtOnce_MakesOneAccount()
    {
        using var client = await site.SignInAsync(Roles.Administrator);
        var form = await client.GetPageAsync("/staff/new");
        var email = $"{Guid.NewGuid():N}@example.org";

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => client.SubmitAsync(
            form, ("UserName", $"twin{i}.{Guid.NewGuid():N}"), ("Input.Email", email), ("Input.Role", Roles.Viewer))));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Redirect);
        Assert.Equal(1, await site.ReadAsync(db => db.Users.CountAsync(u => u.Email == email)));
    }

    [Fact]
    public async Task Post_Good_ShowsALinkOnceThatLetsThePersonIn()
    {
        var userName = $"anna+hall.7@{Guid.NewGuid():N}";
        using var administrator = await site.SignInAsync(Roles.Administrator);

        var made = await administrator.FollowAsync(await MakeAsync(administrator, userName, $"{Guid.NewGuid():N}@example.org", Roles.Viewer));

        var link = made.Element("input[readonly]").GetAttribute("value")!;
        Assert.Empty((await administrator.GetPageAsync(made.Url.ToString())).Document.QuerySelectorAll("input[readonly]"));
        using var person = site.Anonymous();
        await person.SubmitAsync(await person.GetPageAsync(new Uri(link).PathAndQuery), ("New.Password", "my own words"), ("New.Repeat", "my own words"));
        await person.SignInByFormAsync(userName, "my own words");
        Assert.True(await person.IsInsideAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await person.GetPageAsync("/staff")).Status);
        Assert.Equal(
            [typeof(AccountCreated), typeof(PasswordLinkRequested), typeof(PasswordWasReset), typeof(SignedIn)],
            (await site.EventsAsync(userName)).Select(e => e.GetType()));
        Assert.True(await site.ReadAsync(db => db.OutboxMessages.AnyAsync(m =>
            m.Kind == MessageKind.PasswordReset && db.Users.Any(u => u.Id == m.UserId && u.UserName == userName))));
        Assert.Contains((await administrator.GetPageAsync("/staff")).Rows(), row => row["User name"] == userName && row["Status"] == "Active");
    }

    private static async Task<CrmPage> MakeAsync(CrmClient client, string userName, string email, string role = Roles.Staff) => await client.SubmitAsync(
        await client.GetPageAsync("/staff/new"), ("UserName", userName), ("Input.Email", email), ("Input.Role", role));
}
