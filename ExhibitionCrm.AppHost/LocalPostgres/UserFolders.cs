using System.Security.Cryptography;
using System.Text;

namespace ExhibitionCrm.AppHost;

/// <summary>Folders for data and downloads that the server's account can get to.</summary>
internal static class UserFolders
{
    private const string Name = "exhibition-crm";

    /// <summary>What was downloaded; safe to delete.</summary>
    public static string Cache
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var cache = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache");
            return ReachableOr(Path.Combine(cache, Name), Path.Combine("/var/cache", Name));
        }
    }

    /// <summary>The wanted data folder, or one that the server's account can get to when root's own folders hide it.</summary>
    public static string Data(string wanted)
    {
        wanted = Path.GetFullPath(wanted);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12];
        return ReachableOr(wanted, Path.Combine("/var/lib", Name, hash));
    }

    /// <summary>Makes a folder; on the way to it the server's account may pass, whatever the umask says.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            Create(parent);
        }

        Directory.CreateDirectory(folder);
        if (!ServerAccount.Current.IsOurOwn && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    private static string ReachableOr(string wanted, string otherwise) => ServerAccount.Current.CanReach(wanted) ? wanted : otherwise;
}
