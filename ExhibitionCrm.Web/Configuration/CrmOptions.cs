using ExhibitionCrm.Web.Mail;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// What operators set by environment variables, read and checked once at start by <see cref="CrmSettings"/>.
/// Holds secrets: never log it.
/// </summary>
public sealed record CrmOptions
{
    /// <summary>DEBUG: development conveniences, never in production.</summary>
    public required bool Debug { get; init; }

    /// <summary>SECRET_KEY: protects cookies and links, the same for all web processes.</summary>
    public required string SecretKey { get; init; }

    /// <summary>ALLOWED_HOSTS: host names that are answered.</summary>
    public required IReadOnlyList<string> AllowedHosts { get; init; }

    /// <summary>APP_URL: where people reach the site; links in mails start with it. Without a slash at the end.</summary>
    public required Uri AppUrl { get; init; }

    /// <summary>From Aspire's connection string, else DATABASE_URL, else DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>EMAIL_*: how mail leaves.</summary>
    public required MailOptions Mail { get; init; }

    /// <summary>TIME_ZONE: the exhibition's, by IANA name. "Today" is today there.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>CURRENCY: of all amounts, by ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>PHONE_REGION: the country of phone numbers typed without one, by ISO 3166 code; null for none.</summary>
    public string? PhoneRegion { get; init; }

    /// <summary>TRUSTED_PROXIES: addresses, networks and host names.</summary>
    public TrustedProxies TrustedProxies { get; init; } = TrustedProxies.None;

    /// <summary>SIGN_IN_LIMIT: sign-in forms a minute from one address, before it has to wait.</summary>
    public int SignInLimit { get; init; } = 20;

    public override string ToString() => nameof(CrmOptions);
}
