using ExhibitionCrm.Web.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Staff;

/// <summary>The verbs as operators run them: real processes.</summary>
public sealed class SuperuserCommandsTests(StaffSite site) : IClassFixture<StaffSite>
{
    private const string Password = "pass words by the dozen";

    [Fact]
    public async Task CreateSuperuser_ByOptionsAndVariable_CreatesAnAdministrator()
    {
        var name = $"op.{Guid.NewGuid():N}";

        var (code, output) = await CrmProcess.RunAsync(
            [.. site.AllSettings(), new("SUPERUSER_PASSWORD", Password)], "createsuperuser", "--username", name, "--email", $"{name}@example.org");

        Assert.Equal((0, $"Administrator {name} created."), (code, output.Trim()));
        using var client = site.Anonymous();
        Assert.Equal("/staff", (await client.SignInByFormAsync(name, Password, "/staff")).Location);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetPageAsync("/staff")).Status);
    }

    [Fact]
    public async Task CreateSuperuser_PasswordOnALine_CreatesAnAdministrator()
    {
        var name = $"op.{Guid.NewGuid():N}";

        var (code, output) = await TypeAsync(Password, "createsuperuser", "--username", name, "--email", $"{name}@example.org");

        Assert.Equal(0, code);
        Assert.DoesNotContain(Password, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", "Use at least 10 characters.")]
    [InlineData("Administrator1", "This password is like those that many people use")]
    [InlineData("", "Password is required, and there is no terminal to prompt for it.")]
    public async Task CreateSuperuser_BadPassword_FailsAndSaysWhy(string password, string message)
    {
        var name = $"op.{Guid.NewGuid():N}";

        var (code, output) = await TypeAsync(password, "createsuperuser", "--username", name, "--email", $"{name}@example.org");

        Assert.Equal(1, code);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.False(await site.ReadAsync(db => db.Users.AnyAsync(u => u.UserName == name)));
    }

    [Fact]
    public async Task CreateSuperuser_TakenName_FailsAndSaysWhy()
    {
        var user = await site.Data.UserAsync();

        var (code, output) = await TypeAsync(Password, "createsuperuser", "--username", user.UserName!, "--email", "not an address");

        Assert.Equal(1, code);
        Assert.Contains("Enter an email address", output, StringComparison.Ordinal);
        (code, output) = await TypeAsync(Password, "createsuperuser", "--username", user.UserName!, "--email", "free@example.org");
        Assert.Equal((1, "This user name is taken."), (code, output.Trim()));
    }

    [Fact]
    public async Task ChangePassword_OfAKnownAccount_SetsItUnlocksAndEndsSessions()
    {
        var user = await site.Data.UserAsync();
        using var session = await site.SignInAsync(user);
        await site.Database.ExecuteAsync($"update users set lockout_end = now() + interval '10 minutes' where id = '{user.Id}'");

        var (code, output) = await TypeAsync(Password, "changepassword", user.UserName!);

        Assert.Equal((0, $"Password changed for {user.UserName}."), (code, output.Trim()));
        Assert.False(await session.IsInsideAsync());
        Assert.Equal("/", (await session.SignInByFormAsync(user.UserName!, Password)).Location);
        var entry = Assert.Single(await site.HistoryAsync(user.UserName!), e => e.Event is PasswordWasReset);
        Assert.Equal("system", entry.Actor);
    }

    [Fact]
    public async Task ChangePassword_GuessableOne_FailsAndSaysWhy()
    {
        var user = await site.Data.UserAsync();

        var (code, output) = await TypeAsync("qwertyuiop", "changepassword", user.UserName!);

        Assert.Equal((1, "Keys in a row, sequences and repeated characters are easy to guess. Use a few unrelated words instead."), (code, output.Trim()));
    }

    [Fact]
    public async Task ChangePassword_OfNobody_FailsAndSaysSo()
    {
        var (code, output) = await TypeAsync(Password, "changepassword", "nobody");

        Assert.Equal((1, "Account nobody doesn't exist."), (code, output.Trim()));
    }

    [Fact]
    public async Task Migrate_TwiceAtOnceWithSuperuserVariables_MakesOneAdministrator()
    {
        await using var empty = await TestPostgres.CreateEmptyDatabaseAsync();
        Dictionary<string, string?> settings = new(site.AllSettings())
        {
            ["ConnectionStrings:exhibitiondb"] = empty.ConnectionString,
            ["SUPERUSER_USERNAME"] = "boss",
            ["SUPERUSER_EMAIL"] = "boss@example.org",
            ["SUPERUSER_PASSWORD"] = Password,
        };

        var runs = await Task.WhenAll(CrmProcess.RunAsync(settings, "migrate"), CrmProcess.RunAsync(settings, "migrate"));
        settings["SUPERUSER_USERNAME"] = "second";
        settings["SUPERUSER_EMAIL"] = "second@example.org";
        var later = await CrmProcess.RunAsync(settings, "migrate");

        Assert.All([.. runs, later], run => Assert.Equal(0, run.ExitCode));
        Assert.DoesNotContain(runs, run => run.Output.Contains(Password, StringComparison.Ordinal));
        await using var db = empty.Open();
        Assert.Equal(["boss"], await db.Users.Select(u => u.UserName).ToListAsync());
    }

    private async Task<(int ExitCode, string Output)> TypeAsync(string line, params string[] arguments)
    {
        await using var verb = CrmProcess.Start(site.AllSettings(), arguments);
        await verb.Input.WriteLineAsync(line);
        verb.Input.Close();
        return (await verb.WaitForExitAsync(), verb.Output);
    }
}
