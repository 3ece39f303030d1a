namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The committed stacks as Compose itself reads them.</summary>
public sealed class ComposeConfigTests
{
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["SECRET_KEY"] = "k",
        ["DB_PASSWORD"] = "p",
        ["DB_WEB_PASSWORD"] = "p",
        ["DB_BACKUP_PASSWORD"] = "p",
        ["DOMAIN"] = "crm.example.org",
        ["LETSENCRYPT_EMAIL"] = "a@example.org",
        ["EMAIL_HOST"] = "smtp.example.org",
        ["DEFAULT_FROM_EMAIL"] = "crm@example.org",
    };

    [EngineTheory]
    [InlineData(StackFile.Development)]
    [InlineData(StackFile.Basic)]
    [InlineData(StackFile.Production)]
    public async Task Config_WithWhatIsNeeded_HasNothingToSay(string file)
    {
        var answer = await ConfigAsync(file, Needed);
        Assert.Equal((0, ""), (answer.ExitCode, answer.All));
    }

    [EngineTheory]
    [InlineData(StackFile.Basic, "SECRET_KEY")]
    [InlineData(StackFile.Basic, "DB_PASSWORD")]
    [InlineData(StackFile.Basic, "DB_WEB_PASSWORD")]
    [InlineData(StackFile.Production, "SECRET_KEY")]
    [InlineData(StackFile.Production, "DB_PASSWORD")]
    [InlineData(StackFile.Production, "DB_WEB_PASSWORD")]
    [InlineData(StackFile.Production, "DB_BACKUP_PASSWORD")]
    [InlineData(StackFile.Production, "DOMAIN")]
    [InlineData(StackFile.Production, "LETSENCRYPT_EMAIL")]
    [InlineData(StackFile.Production, "EMAIL_HOST")]
    [InlineData(StackFile.Production, "DEFAULT_FROM_EMAIL")]
    public async Task Config_WithoutAVariable_StopsAndNamesIt(string file, string name)
    {
        foreach (var settings in new[] { Needed.Where(setting => setting.Key != name), Needed.Select(s => s.Key == name ? new(name, "") : s) })
        {
            var answer = await ConfigAsync(file, settings.ToDictionary());
            Assert.NotEqual(0, answer.ExitCode);
            Assert.Contains($"Set {name} in .env to ", answer.Error, StringComparison.Ordinal);
        }
    }

    [EngineFact]
    public async Task Config_WithTheirProfilesOnly_HasTheDashboardAndRestore()
    {
        string[] always = ["backup", "certbot", "db", "migrate", "nginx", "web"];
        Assert.Equal(always, await ServicesAsync());
        Assert.Equal([.. always.Append("dashboard").Order(StringComparer.Ordinal)], await ServicesAsync("--profile", "dashboard"));
        Assert.Equal([.. always.Append("restore").Order(StringComparer.Ordinal)], await ServicesAsync("--profile", "restore"));
    }

    private static async Task<IEnumerable<string>> ServicesAsync(params string[] options)
    {
        var answer = await ComposeAsync(StackFile.Production, Needed, [.. options, "config", "--services"]);
        Assert.Equal("", answer.Error);
        return answer.Successful().Split('\n').Order(StringComparer.Ordinal);
    }

    private static Task<EngineAnswer> ConfigAsync(string file, IReadOnlyDictionary<string, string> settings) => ComposeAsync(file, settings, "config", "--quiet");

    // Without the developer's own .env.
    private static Task<EngineAnswer> ComposeAsync(string file, IReadOnlyDictionary<string, string> settings, params string[] arguments) => Engine.TryAsync(
        new EngineCall(["compose", "--env-file", "/dev/null", "--file", file, .. arguments], StackFolder.Committed, Environment: settings));
}
