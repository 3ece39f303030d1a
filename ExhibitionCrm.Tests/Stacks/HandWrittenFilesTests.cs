using System.Diagnostics;
using System.Text.RegularExpressions;
using ExhibitionCrm.AppHost;
using ExhibitionCrm.AppHost.Compose;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The files of compose/ that no generator writes: they agree with the stacks, and go wherever those go.</summary>
public sealed partial class HandWrittenFilesTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("crm-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Files => [.. HandWrittenFiles.Paths(StackFolder.Committed)];

    [Fact]
    public async Task Paths_AreAllThatIsCommittedBesideTheGenerators()
    {
        var git = await StartedProgram.RunAsync(new ProcessStartInfo("git", ["ls-files", "-z"]) { WorkingDirectory = StackFolder.Committed });
        var committed = git.OutputOf("git").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            HandWrittenFiles.Paths(StackFolder.Committed).Concat(ComposeFiles.All().Select(file => file.Name)).Order(StringComparer.Ordinal),
            committed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void File_WithAnInterpreter_CanBeRunAndNoOther(string path)
    {
        var full = Path.Combine(StackFolder.Committed, path);
        var text = File.ReadAllText(full);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split('\n'), line => line != line.TrimEnd());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(text.StartsWith("#!", StringComparison.Ordinal), File.GetUnixFileMode(full).HasFlag(UnixFileMode.UserExecute));
        }
    }

    [Fact]
    public void Copy_OfAFolderInUse_TakesWhatPeopleWroteAndNoKeyOrSetting()
    {
        var (source, target) = (Path.Combine(_folder, "source"), Path.Combine(_folder, "target"));
        var paths = HandWrittenFiles.Copy(StackFolder.Committed, source);
        foreach (var secret in new[] { ".env", "certbot/live/crm/privkey.pem", "certbot/ca.pem", "cluster/secrets/db_password", "backups/20260101T000000Z/database.dump" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(source, secret))!);
            File.WriteAllText(Path.Combine(source, secret), "secret");
        }

        Assert.Equal(paths, HandWrittenFiles.Copy(source, target));
        Assert.Equal(paths, Directory.GetFiles(target, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(target, path).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Empty(HandWrittenFiles.Copy(source, target));
    }

    [Fact]
    public void Copy_OverAFileThatDiffers_BringsBytesAndModeOfTheSource()
    {
        HandWrittenFiles.Copy(StackFolder.Committed, _folder);
        var update = Path.Combine(_folder, "update");
        File.WriteAllText(update, "echo old\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder, "nginx", "start"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        string[] expected = OperatingSystem.IsWindows() ? ["update"] : ["nginx/start", "update"];
        Assert.Equal(expected, HandWrittenFiles.Copy(StackFolder.Committed, _folder));
        Assert.Equal(File.ReadAllBytes(Path.Combine(StackFolder.Committed, "update")), File.ReadAllBytes(update));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(_folder, "nginx", "start")).HasFlag(Executable));
    }

    [Fact]
    public void Nginx_AsksTheWebProcessesWhereTheyAre()
    {
        var configuration = Read("nginx/nginx.conf");
        Assert.Contains($"set $web {Topology.Web.Name};", configuration, StringComparison.Ordinal);
        Assert.All(WebPort().Matches(configuration), match => Assert.Equal($"{Topology.Web.Port}", match.Groups["port"].Value));
        Assert.Equal(5, WebPort().Count(configuration));
        Assert.Contains($"root {Topology.StaticFiles.Path};", configuration, StringComparison.Ordinal);
        Assert.Contains($"alias {Topology.Media.Path}/;", configuration, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certbot/run", Topology.Certbot.CertificateName, "--cert-name {0} ")]
    [InlineData("nginx/start", Topology.Certbot.CertificateName, "real=/etc/letsencrypt/live/{0}\n")]
    [InlineData("certbot/run", Topology.Nginx.Name, "http://{0}/.well-known/acme-challenge/")]
    public void Script_NamesAPart_AsTheStacksDo(string path, string name, string use) =>
        Assert.Contains(use.Replace("{0}", name, StringComparison.Ordinal), Read(path), StringComparison.Ordinal);

    private static string Read(string path) => File.ReadAllText(Path.Combine(StackFolder.Committed, path));

    [GeneratedRegex(@"\$web:(?<port>\d+)")]
    private static partial Regex WebPort();
}
