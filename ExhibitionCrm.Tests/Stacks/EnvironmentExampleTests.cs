using System.Text.RegularExpressions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>.env.example and the variables of the stacks.</summary>
public sealed partial class EnvironmentExampleTests
{
    private static readonly string Example = File.ReadAllText(Path.Combine(StackFolder.Committed, ".env.example"));

    // Worked out by the scripts of swarm/ at each run.
    private static readonly string[] OfTheScripts = ["STACK", "BACKEND_SUBNET", "DB_REPLICAS", "MIGRATE_OPTIONS", "BACKUP_COMMAND", "RESTORE_ARGUMENTS", "NGINX_FILES", "CERTBOT_FILES", "BACKUP_FILES"];

    private static bool IsOperators(string name) => !OfTheScripts.Contains(name) && !name.EndsWith("_VERSION", StringComparison.Ordinal) && !name.EndsWith("_FILE", StringComparison.Ordinal) || name is "POSTGRES_VERSION" or "DB_CA_FILE";

    [Fact]
    public void Variables_OfTheStacks_AreThoseOfTheExample()
    {
        string[] files = [.. StackFile.All, .. StackFile.OfSwarms];
        var used = files.SelectMany(file => StackFile.Variables(StackFile.Read(file).Text)).Select(variable => variable.Name).Where(IsOperators).ToHashSet();
        var listed = Line().Matches(Example).Select(match => match.Groups["name"].Value).ToList();
        Assert.Equal(listed.Distinct(), listed);
        Assert.Equal(used.Order(), listed.Order());
    }

    [Fact]
    public void Variables_InTheExample_HaveAComment() =>
        Assert.All(Line().Matches(Example), match => Assert.Matches("^# .+\n", Example[..match.Index].Split("\n\n")[^1]));

    [Fact]
    public void Example_OfAnOptionalVariable_IsItsDefault()
    {
        string[] files = [.. StackFile.All, .. StackFile.OfSwarms];
        var defaults = files.SelectMany(file => StackFile.Variables(StackFile.Read(file).Text))
            .Where(variable => variable.Tail.StartsWith(":-", StringComparison.Ordinal)).Distinct().ToLookup(variable => variable.Name, variable => variable.Tail[2..]);
        foreach (Match match in Line().Matches(Example).Where(match => match.Groups["comment"].Success))
        {
            Assert.Equal([match.Groups["value"].Value], defaults[match.Groups["name"].Value]);
        }
    }

    [Theory]
    [InlineData(StackFile.Development, "")]
    [InlineData(StackFile.Basic, "DB_PASSWORD DB_WEB_PASSWORD SECRET_KEY")]
    [InlineData(StackFile.Production, "DB_BACKUP_PASSWORD DB_PASSWORD DB_WEB_PASSWORD DEFAULT_FROM_EMAIL DOMAIN EMAIL_HOST LETSENCRYPT_EMAIL SECRET_KEY")]
    public void Stack_WithoutAVariableThatIsNeeded_SaysWhichAndWhat(string file, string names)
    {
        var needed = StackFile.Variables(StackFile.Read(file).Text).Where(variable => variable.Tail.StartsWith(":?", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Equal(names, string.Join(' ', needed.Select(variable => variable.Name).Order()));
        Assert.All(needed, variable => Assert.StartsWith($":?Set {variable.Name} in .env to ", variable.Tail, StringComparison.Ordinal));
        Assert.All(needed, variable => Assert.Contains($"\n{variable.Name}=\n", Example, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StackFile.Basic)]
    [InlineData(StackFile.Production)]
    public void Stack_OfOperators_HasNoSecretOfItsOwn(string file)
    {
        var stack = StackFile.Read(file);
        var secrets = stack.Services.SelectMany(service => stack.Map("services", service, "environment"))
            .Where(setting => setting.Key.Contains("PASSWORD", StringComparison.Ordinal) || setting.Key.Contains("SECRET", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(secrets);
        Assert.All(secrets, secret => Assert.True(secret.Value is "" or "<DB_PASSWORD>" or "<DB_WEB_PASSWORD>" or "<DB_BACKUP_PASSWORD>" or "<SECRET_KEY>", $"{secret.Key} is {secret.Value}"));
    }

    [GeneratedRegex("^(?<comment>#)?(?<name>[A-Z][A-Z0-9_]*)=(?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
