using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using MimeKit;
using Npgsql;
using PhoneNumbers;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// Reads <see cref="CrmOptions"/> from the environment variables that operators have. Collects every fault before it
/// gives up, each with the variable's name and what it should be, and never with a secret's value.
/// </summary>
public sealed partial class CrmSettings
{
    private const int SecretKeyMinLength = 32;
    private static readonly string[] DevelopmentMarks = ["insecure", "change", "secret", "development", "example", "password"];

    private readonly IConfiguration _configuration;
    private readonly List<string> _faults = [];

    private CrmSettings(IConfiguration configuration) => _configuration = configuration;

    /// <exception cref="InvalidSettingsException">At least one variable is missing or wrong.</exception>
    public static CrmOptions Read(IConfiguration configuration)
    {
        var settings = new CrmSettings(configuration);
        var options = settings.Read();
        return settings._faults.Count == 0 ? options : throw new InvalidSettingsException(settings._faults);
    }

    private CrmOptions Read()
    {
        var debug = Flag("DEBUG");
        return new CrmOptions
        {
            Debug = debug,
            SecretKey = SecretKey(debug),
            AllowedHosts = AllowedHosts(debug),
            AppUrl = AppUrl(debug),
            ConnectionString = ConnectionString(),
            Mail = Mail(debug),
            TimeZone = TimeZone(),
            Currency = Currency(),
            PhoneRegion = PhoneRegion(),
            TrustedProxies = TrustedProxies(),
            SignInLimit = Number("SIGN_IN_LIMIT", 20, 5, 10_000),
        };
    }

    private string SecretKey(bool debug)
    {
        var key = Text("SECRET_KEY");
        if (debug)
        {
            return key ?? "development-only-secret-key-of-the-exhibition-crm";
        }

        if (key is null)
        {
            Fault("SECRET_KEY", $"is missing: set it to at least {SecretKeyMinLength} random characters (openssl rand -base64 48)");
        }
        else if (key.Length < SecretKeyMinLength || key.Distinct().Count() < 10)
        {
            Fault("SECRET_KEY", $"is too short or too simple: set it to at least {SecretKeyMinLength} random characters");
        }
        else if (DevelopmentMarks.Any(mark => key.Contains(mark, StringComparison.OrdinalIgnoreCase)))
        {
            Fault("SECRET_KEY", "looks like a development key: set it to random characters of your own");
        }

        return key ?? "";
    }

    private string[] AllowedHosts(bool debug)
    {
        var hosts = List("ALLOWED_HOSTS");
        if (hosts.Length == 0 && !debug)
        {
            Fault("ALLOWED_HOSTS", "is missing: set it to the host names of the site, separated by commas (crm.example.org)");
        }

        foreach (var host in hosts.Where(h => h.Contains('/', StringComparison.Ordinal) || h.Contains("://", StringComparison.Ordinal)))
        {
            Fault("ALLOWED_HOSTS", $"contains \"{host}\": use host names only, without http:// or a path");
        }

        // Django writes a domain with its subdomains as ".example.org", ASP.NET Core as "*.example.org".
        return hosts.Length == 0 ? ["*"] : [.. hosts.Select(h => h.StartsWith('.') ? $"*{h}" : h)];
    }

    private Uri AppUrl(bool debug)
    {
        var text = Text("APP_URL") ?? (debug ? "http://localhost:8000" : null);
        if (Uri.TryCreate(text?.TrimEnd('/'), UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" })
        {
            if (url.AbsolutePath == "/")
            {
                return url;
            }

            Fault("APP_URL", $"must have no path: the site takes a host of its own, as https://crm.example.org, not {url.AbsolutePath} of another");
            return new Uri("http://localhost");
        }

        Fault("APP_URL", "must be the address at which people reach the site, like https://crm.example.org");
        return new Uri("http://localhost");
    }

    private string ConnectionString()
    {
        try
        {
            var connection = _configuration.GetConnectionString(DataExtensions.ConnectionName) is { Length: > 0 } fromAspire
                ? new NpgsqlConnectionStringBuilder(fromAspire)
                : Text("DATABASE_URL") is { } url ? FromUrl(url) : FromParts();
            // No state is ever left in a session, so clearing it before each reuse would be work for nothing.
            connection.NoResetOnClose = true;

            // What is asked often is in memory, where a jump costs little more than a step; and compiling a query takes
            // longer than any of these.
            connection.Options = $"{connection.Options} -c random_page_cost=1.1 -c jit=off".TrimStart();
            return connection.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            Fault("DATABASE_URL", "must look like postgres://user:password@host:5432/database (special characters percent-encoded)");
            return "";
        }
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        var url = new Uri(text);
        if (url.Scheme is not ("postgres" or "postgresql") || url.AbsolutePath.Length < 2)
        {
            throw new FormatException();
        }

        var user = url.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath[1..]),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        foreach (var (name, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url.Query))
        {
            connection[name == "sslmode" ? "SSL Mode" : name] = value.ToString().Replace("-", "", StringComparison.Ordinal);
        }

        return connection;
    }

    private NpgsqlConnectionStringBuilder FromParts() => new()
    {
        Host = Required("DB_HOST", "the database server's name"),
        Port = Number("DB_PORT", 5432, 1, 65535),
        Database = Required("DB_NAME", "the database's name"),
        Username = Required("DB_USER", "the database user"),
        Password = Text("DB_PASSWORD"),

        // Npgsql would try Kerberos first, and the log would tell of its library, which images do not have.
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    private MailOptions Mail(bool debug)
    {
        var backend = Backend(debug);
        var smtp = backend == MailBackend.Smtp;
        var encryption = Encryption();
        return new MailOptions
        {
            Backend = backend,
            From = From(required: smtp),
            Host = smtp ? Required("EMAIL_HOST", "the mail server's name, or set EMAIL_BACKEND to console or file") : "",
            Port = Number("EMAIL_PORT", encryption switch { MailEncryption.Tls => 465, MailEncryption.StartTls => 587, _ => 25 }, 1, 65535),
            Encryption = encryption,
            User = Text("EMAIL_HOST_USER"),
            Password = Text("EMAIL_HOST_PASSWORD"),
            TrustedAuthorities = TrustedAuthorities(),
            Timeout = TimeSpan.FromSeconds(Number("EMAIL_TIMEOUT", 30, 1, 600)),
            Lanes = Number("OUTBOX_LANES", 4, 0, 32),
            FilePath = backend == MailBackend.File ? Required("EMAIL_FILE_PATH", "the folder for the .eml files") : null,
        };
    }

    private MailBackend Backend(bool debug)
    {
        var text = Text("EMAIL_BACKEND") ?? (debug ? "console" : "smtp");

        // Django's dotted class names end in ….console.EmailBackend, ….filebased.EmailBackend, ….smtp.EmailBackend.
        var parts = text.ToLowerInvariant().Split('.');
        switch (parts is [.., var module, "emailbackend"] ? module : parts[^1])
        {
            case "console": return MailBackend.Console;
            case "file" or "filebased": return MailBackend.File;
            case "smtp": return MailBackend.Smtp;
            default:
                Fault("EMAIL_BACKEND", "must be console, file or smtp");
                return MailBackend.Console;
        }
    }

    private MailEncryption Encryption()
    {
        var (startTls, tls) = (Flag("EMAIL_USE_TLS"), Flag("EMAIL_USE_SSL"));
        if (startTls && tls)
        {
            Fault("EMAIL_USE_TLS", "can't be combined with EMAIL_USE_SSL: TLS means STARTTLS (port 587), SSL means TLS from the start (port 465)");
        }

        return startTls ? MailEncryption.StartTls : tls ? MailEncryption.Tls : MailEncryption.None;
    }

    private X509Certificate2Collection? TrustedAuthorities()
    {
        if (Text("EMAIL_CA_FILE") is not { } path)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // Said below, as for a file without a certificate.
        }

        if (authorities.Count == 0)
        {
            Fault("EMAIL_CA_FILE", "must be a readable file with certificates in PEM format");
        }

        return authorities;
    }

    private MailboxAddress From(bool required)
    {
        var text = Text("DEFAULT_FROM_EMAIL") ?? (required ? Text("EMAIL_HOST_USER") : "Exhibition CRM <crm@localhost>");
        if (MailboxAddress.TryParse(text ?? "", out var from) && from.Address.Contains('@', StringComparison.Ordinal))
        {
            return from;
        }

        Fault("DEFAULT_FROM_EMAIL", "must be the sender's address, like Exhibition <crm@example.org>");
        return new MailboxAddress("", "crm@localhost");
    }

    private TimeZoneInfo TimeZone()
    {
        var id = Text("TIME_ZONE") ?? "UTC";
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return zone;
        }

        Fault("TIME_ZONE", "must be the IANA name of a time zone, like Europe/Berlin");
        return TimeZoneInfo.Utc;
    }

    private string Currency()
    {
        var code = Text("CURRENCY") ?? "EUR";
        if (code.Length != 3 || !code.All(char.IsAsciiLetterUpper))
        {
            Fault("CURRENCY", "must be a currency code of three capital letters, like EUR");
        }

        return code;
    }

    private string? PhoneRegion()
    {
        var region = Text("PHONE_REGION");
        if (region is not null && !PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(region))
        {
            Fault("PHONE_REGION", "must be a country code of two capital letters, like DE");
        }

        return region;
    }

    private TrustedProxies TrustedProxies()
    {
        var (networks, names) = (new List<IPNetwork>(), new List<string>());
        foreach (var text in List("TRUSTED_PROXIES"))
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
                Fault("TRUSTED_PROXIES", "must be addresses, networks or host names separated by commas, like 172.18.0.0/16");
            }
        }

        return new TrustedProxies(networks, names);
    }

    private bool Flag(string name)
    {
        switch (Text(name)?.ToLowerInvariant())
        {
            case "true" or "1" or "yes" or "on": return true;
            case null or "false" or "0" or "no" or "off": return false;
            default:
                Fault(name, "must be True or False");
                return false;
        }
    }

    private int Number(string name, int otherwise, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fault(name, $"must be a whole number from {min} to {max}");
        return otherwise;
    }

    private string Required(string name, string what)
    {
        var text = Text(name);
        if (text is null)
        {
            Fault(name, $"is missing: set it to {what}");
        }

        return text ?? "";
    }

    private string[] List(string name) =>
        Text(name)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private string? Text(string name) => _configuration[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    // The last part has a letter first, unlike that of an address.
    [GeneratedRegex(@"^(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)*[a-z_][a-z0-9_-]{0,62}$", RegexOptions.IgnoreCase)]
    private static partial Regex HostName();

    private void Fault(string name, string what) => _faults.Add($"{name} {what}.");
}

/// <summary>The settings do not allow a start. The message names each variable and what it should be.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only made from faults.")]
public sealed class InvalidSettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults => faults;
}
