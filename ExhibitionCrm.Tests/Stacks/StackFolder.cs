using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>
/// A copy of the folder compose/ as a careful operator has it, whose clone nobody else may read (umask 077). It also
/// keeps .env, backups and certificates of a test away from the source.
/// </summary>
internal sealed class StackFolder : IDisposable
{
    private static readonly string[] NotSource = ["bin", "obj", "node_modules", "TestResults", ".git", ".data", "artifacts"];

    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root = Directory.CreateTempSubdirectory("exhibition-crm-stack-").FullName;

    private StackFolder()
    {
    }

    /// <summary>Where the solution is.</summary>
    public static string Source { get; } = FindSource();

    public static string Committed => System.IO.Path.Combine(Source, "compose");

    /// <summary>The copy of compose/.</summary>
    public string Path => System.IO.Path.Combine(_root, "compose");

    /// <summary>The folder above, which the stacks build from.</summary>
    public string Root => _root;

    public static StackFolder Copy()
    {
        var folder = new StackFolder();
        CopyTree(new DirectoryInfo(Committed), folder.Path);
        return folder;
    }

    /// <summary>With everything that is built from.</summary>
    public static StackFolder CopyWithSource()
    {
        var folder = new StackFolder();
        CopyTree(new DirectoryInfo(Source), folder._root);
        return folder;
    }

    /// <summary>Fills in .env.example, as the README tells operators to.</summary>
    public void WriteSettings(IEnumerable<(string Name, string? Value)> settings)
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Path, ".env.example"));
        foreach (var (name, value) in settings)
        {
            var line = value is null ? "" : $"{name}='{value}'";
            var place = new Regex($"^#? ?{name}=.*$", RegexOptions.Multiline);
            text = place.IsMatch(text) ? place.Replace(text, line.Replace("$", "$$", StringComparison.Ordinal), 1) : $"{text}\n{line}\n";
        }

        File.WriteAllText(System.IO.Path.Combine(Path, ".env"), text);
    }

    public static string RandomSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));

    public void Dispose()
    {
        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Containers wrote there as root and the tests run as somebody else: the system clears its temporary folder.
        }
    }

    private static void CopyTree(DirectoryInfo from, string to)
    {
        CloseToOthers(Directory.CreateDirectory(to));
        foreach (var file in from.EnumerateFiles().Where(f => f.Name != ".env"))
        {
            CloseToOthers(file.CopyTo(System.IO.Path.Combine(to, file.Name)));
        }

        foreach (var folder in from.EnumerateDirectories().Where(d => !NotSource.Contains(d.Name)))
        {
            CopyTree(folder, System.IO.Path.Combine(to, folder.Name));
        }
    }

    private static void CloseToOthers(FileSystemInfo copy)
    {
        if (!OperatingSystem.IsWindows())
        {
            copy.UnixFileMode &= OwnersAlone;
        }
    }

    private static string FindSource()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.GetFiles("ExhibitionCrm.sln") is [_])
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run below the solution's folder.");
    }
}
