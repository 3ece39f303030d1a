using System.Security.Cryptography;
using System.Text;

namespace ExhibitionCrm.AppHost;

/// <summary>Folders outside the repository.</summary>
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
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12];
        return ReachableOr(wanted, Path.Combine("/var/lib", Name, hash));
    }

    private static string ReachableOr(string wanted, string otherwise) => ServerAccount.Current.CanReach(wanted) ? wanted : otherwise;
}
