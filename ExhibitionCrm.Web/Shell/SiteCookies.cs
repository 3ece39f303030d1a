using System.Security.Cryptography;
using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Npgsql;

namespace ExhibitionCrm.Web.Shell;

/// <summary>
/// What cookies are called. With https their prefix makes browsers take them from this host alone. Without it browsers keep
/// one jar for all ports of a host, so that the name tells this installation's, by its database, from those of others.
/// </summary>
public sealed class SiteCookies
{
    private const int InstanceLength = 6;

    private readonly string _prefix;
    private readonly string _suffix;

    internal SiteCookies(CrmOptions site, DatabaseOptions database)
    {
        AreSecure = site.AppUrl.Scheme == Uri.UriSchemeHttps;
        (_prefix, _suffix) = AreSecure ? ("__Host-", "") : ("", $".{Instance(database)}");
    }

    /// <summary>Whether browsers may send them by https only.</summary>
    public bool AreSecure { get; }

    /// <param name="what">Of letters.</param>
    public string Name(string what) => $"{_prefix}crm.{what}{_suffix}";

    /// <summary>One for all addresses: else each exhibition had one of its own.</summary>
    public void Set(CookieBuilder cookie, string what) => (cookie.Name, cookie.Path) = (Name(what), "/");

    private static string Instance(DatabaseOptions database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        // Of several servers in whatever order: they are one installation's.
        var hosts = string.Join(',', connection.Host!.Split(',').Order(StringComparer.Ordinal));
        var text = $"{hosts}:{connection.Port}/{connection.Database}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..InstanceLength];
    }
}
