using System.Net;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>Reads <see cref="CrmOptions"/>.</summary>
internal static partial class CrmSettings
{
    private const int SecretKeyMinLength = 32;
    private static readonly string[] DevelopmentMarks = ["insecure", "change", "secret", "development", "example", "password"];

    public static CrmOptions Read(SettingsReader settings) => new()
    {
        Debug = settings.Debug,
        SecretKey = SecretKey(settings),
        SecretKeyFallbacks = settings.Secrets("SECRET_KEY_FALLBACKS"),
        AllowedHosts = AllowedHosts(settings),
        AppUrl = AppUrl(settings),
        TrustedProxies = TrustedProxies(settings),
    };

    private static string SecretKey(SettingsReader settings)
    {
        var key = settings.Secret("SECRET_KEY");
        if (settings.Debug)
        {
            return key ?? "development-only-secret-key-of-the-exhibition-crm";
        }

        if (key is "")
        {
            // Said where it was read.
        }
        else if (key is null)
        {
            settings.Fault("SECRET_KEY", $"is missing: set it to at least {SecretKeyMinLength} random characters (openssl rand -base64 48)");
        }
        else if (key.Length < SecretKeyMinLength || key.Distinct().Count() < 10)
        {
            settings.Fault("SECRET_KEY", $"is too short or too simple: set it to at least {SecretKeyMinLength} random characters");
        }
        else if (DevelopmentMarks.Any(mark => key.Contains(mark, StringComparison.OrdinalIgnoreCase)))
        {
            settings.Fault("SECRET_KEY", "looks like a development key: set it to random characters of your own");
        }

        return key ?? "";
    }

    private static string[] AllowedHosts(SettingsReader settings)
    {
        var hosts = settings.List("ALLOWED_HOSTS");
        if (hosts.Length == 0 && !settings.Debug)
        {
            settings.Fault("ALLOWED_HOSTS", "is missing: set it to the host names of the site, separated by commas (crm.example.org)");
        }

        foreach (var host in hosts.Where(h => h.Contains('/', StringComparison.Ordinal) || h.Contains("://", StringComparison.Ordinal)))
        {
            settings.Fault("ALLOWED_HOSTS", $"contains \"{host}\": use host names only, without http:// or a path");
        }

        // Django writes a domain with its subdomains as ".example.org", ASP.NET Core as "*.example.org".
        return hosts.Length == 0 ? ["*"] : [.. hosts.Select(h => h.StartsWith('.') ? $"*{h}" : h)];
    }

    private static Uri AppUrl(SettingsReader settings)
    {
        var text = settings.Text("APP_URL") ?? (settings.Debug ? "http://localhost:8000" : null);
        if (Uri.TryCreate(text?.TrimEnd('/'), UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" })
        {
            if (url.AbsolutePath == "/")
            {
                return url;
            }

            settings.Fault("APP_URL", $"must have no path: the site takes a host of its own, as https://crm.example.org, not {url.AbsolutePath} of another");
            return new Uri("http://localhost");
        }

        settings.Fault("APP_URL", "must be the address at which people reach the site, like https://crm.example.org");
        return new Uri("http://localhost");
    }

    private static TrustedProxies TrustedProxies(SettingsReader settings)
    {
        var (networks, names) = (new List<IPNetwork>(), new List<string>());
        foreach (var text in settings.List("TRUSTED_PROXIES"))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else if (HostName().IsMatch(text))
            {
                names.Add(text);
            }
            else
            {
                settings.Fault("TRUSTED_PROXIES", "must be addresses, networks or host names separated by commas, like 172.18.0.0/16");
            }
        }

        return new(networks, names);
    }

    // The last part has a letter first, unlike that of an address.
    [GeneratedRegex(@"^(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)*[a-z_][a-z0-9_-]{0,62}$", RegexOptions.IgnoreCase)]
    private static partial Regex HostName();
}
