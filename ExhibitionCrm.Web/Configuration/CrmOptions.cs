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

    /// <summary>SECRET_KEY_FALLBACKS: former ones, under which data may still lie in the database.</summary>
    public IReadOnlyList<string> SecretKeyFallbacks { get; init; } = [];

    /// <summary>ALLOWED_HOSTS: host names that are answered.</summary>
    public required IReadOnlyList<string> AllowedHosts { get; init; }

    /// <summary>APP_URL: where people reach the site; links in mails start with it. Without a slash at the end.</summary>
    public required Uri AppUrl { get; init; }

    /// <summary>TRUSTED_PROXIES: addresses, networks and host names.</summary>
    public TrustedProxies TrustedProxies { get; init; } = TrustedProxies.None;

    public override string ToString() => nameof(CrmOptions);
}
