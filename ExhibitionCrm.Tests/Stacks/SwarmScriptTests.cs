using System.Security.Cryptography;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What the commands of swarm/ say to the container client, of which a stand-in here takes note.</summary>
public sealed class SwarmScriptTests : IDisposable
{
    private const string Authorities = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    // A secret is kept under its name, and a stack is only looked at.
    private const string Client = """
        #!/bin/sh
        case "$1 $2" in
          "secret inspect") exit 1 ;;
          "secret create") cat > "$NOTES/$3" ;;
          "stack deploy")
            files=
            while [ $# -gt 0 ]; do
              [ "$1" != --compose-file ] || files="$files --compose-file $2"
              shift
            done
            PATH=$OTHERS
            [ -z "$files" ] || exec docker stack config $files
            ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("crm-swarm-scripts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ToolFact(Tools.Busybox)]
    public async Task Authorities_OfTheDatabase_BecomeASecretAsTheyAreUnderAHashAndAreCheckedBy()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Authorities)))[..12];
        var file = Write("ca.pem", Authorities);
        var (exitCode, said) = await RunAsync("take_authorities; echo $DB_CA_VERSION $DB_CA_FILE $DB_SSL_MODE", ("DB_CA_FILE", file));
        Assert.True(exitCode == 0, said);
        Assert.EndsWith($"{hash} /run/secrets/db_ca verify-full\n", said, StringComparison.Ordinal);
        Assert.Equal(Authorities, File.ReadAllText(Path.Combine(_folder, $"crm_db_ca_{hash}")));
    }

    [ToolFact(Tools.Busybox)]
    public async Task Authorities_ThatAreNotSet_AreASecretWithoutMeaningThatNobodyReads()
    {
        var (exitCode, said) = await RunAsync("take_authorities; echo $DB_CA_VERSION $DB_CA_FILE ${DB_SSL_MODE-none}");
        Assert.True(exitCode == 0, said);
        Assert.EndsWith("0 none\n", said, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "crm_db_ca_0")));
    }

    [ToolTheory(Tools.Busybox)]
    [InlineData("nowhere.pem", null)]
    [InlineData("key.pem", "-----BEGIN PRIVATE KEY-----\n")]
    public async Task Authorities_ThatAreNoFileOfCertificates_StopTheDeploymentInClearWords(string name, string? content)
    {
        var file = content is null ? Path.Combine(_folder, name) : Write(name, content);
        var (exitCode, said) = await RunAsync("take_authorities", ("DB_CA_FILE", file));
        Assert.Equal(1, exitCode);
        Assert.Contains($"DB_CA_FILE: {file} is no file with certificates", said, StringComparison.Ordinal);
    }

    [EngineTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task NetworkOfTheDatabase_IsJoinedByThoseWhoAskItAndNoOthers(int file)
    {
        string[] needed = ["DOMAIN", "LETSENCRYPT_EMAIL", "EMAIL_HOST", "DEFAULT_FROM_EMAIL", "BACKEND_SUBNET", "NGINX_FILES", "CERTBOT_FILES", "BACKUP_FILES", "RESTORE_ARGUMENTS"];
        var (exitCode, said) = await RunAsync($"stack_deploy {StackFile.OfSwarms[file]}", [("DB_NETWORK", "elsewhere"), .. needed.Select(name => (name, "x"))]);
        Assert.True(exitCode == 0, said);
        var stack = StackFile.Parse(said);
        Assert.Equal("elsewhere", stack.Value("networks", "database", "name"));
        foreach (var service in stack.Services.Where(service => service != "db"))
        {
            var asks = stack.Keys("services", service, "environment").Any(name => name is "DB_HOST" or "PGHOST");
            Assert.Equal(asks ? ["backend", "database"] : ["backend"], stack.Keys("services", service, "networks").Order(StringComparer.Ordinal));
        }
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private async Task<(int ExitCode, string Said)> RunAsync(string commands, params (string Name, string Value)[] environment)
    {
        var client = Write("docker", Client);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(client, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        // As a command of the folder swarm/ begins.
        var answer = await Engine.TryAsync(new EngineCall(
            ["sh", "-euc", $". \"$(dirname \"$0\")/common\"; STACK=crm; {commands}", Path.Combine(StackFolder.Committed, "swarm", "deploy")],
            Environment: new Dictionary<string, string>([.. environment.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))])
            {
                ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}",
                ["NOTES"] = _folder,
                ["OTHERS"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            },
            Program: Tools.Find(Tools.Busybox)!));
        return (answer.ExitCode, answer.All);
    }
}
