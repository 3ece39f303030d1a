using static ExhibitionCrm.AppHost.Compose.Variables;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>A secret that the swarm keeps, and gives to containers as a file.</summary>
/// <param name="Name">Its variable's, in small letters.</param>
/// <param name="IsOptional">Whether a service may do without it: then the scripts keep one without a meaning, as version 0.</param>
internal sealed record SwarmSecret(string Name, bool IsOptional = false)
{
    private string Variable => Name.ToUpperInvariant();

    /// <summary>Where containers find it; empty for one that is not set, which the scripts know.</summary>
    public string File => IsOptional ? $"${{{Variable}_FILE:-}}" : Path;

    public string Path => $"/run/secrets/{Name}";

    /// <summary>Secrets never change: another value is another version, the last of which the scripts take.</summary>
    public SwarmExternal External => new($"{SwarmStack.Prefix}_{Name}_${{{Variable}_VERSION:-{(IsOptional ? 0 : 1)}}}");
}

/// <summary>Made by the scripts, known to the stack by its name.</summary>
internal sealed record SwarmExternal(string Name)
{
    public bool External { get; } = true;
}

internal static class SwarmSecrets
{
    /// <summary>Of certbot and nginx: certificates travel between them encrypted by it.</summary>
    public static SwarmSecret CertificateKey { get; } = new("certificate_key");

    /// <summary>
    /// The authorities that may sign the database's certificate. Not secret, but a file of the operator's that nodes need;
    /// its version is a hash of it.
    /// </summary>
    public static SwarmSecret DatabaseAuthorities { get; } = new("db_ca", IsOptional: true);

    private static readonly Dictionary<string, SwarmSecret> ByValue = new()
    {
        [SecretKey.Required] = new("secret_key"),
        [DatabasePassword.Required] = new("db_password"),
        [DatabaseWebPassword.Required] = new("db_web_password"),
        [DatabaseBackupPassword.Required] = new("db_backup_password"),
        [SecretKeyFallbacks.Optional] = new("secret_key_fallbacks", IsOptional: true),
        [EmailPassword.Optional] = new("email_host_password", IsOptional: true),
        [SuperuserPassword.Optional] = new("superuser_password", IsOptional: true),
        [TelemetryHeaders.Optional] = new("otel_exporter_otlp_headers", IsOptional: true),
    };

    public static IReadOnlyList<SwarmSecret> All { get; } = [.. ByValue.Values, DatabaseAuthorities, CertificateKey];

    /// <param name="value">As a stack of one machine has it in a service's environment.</param>
    public static SwarmSecret? Of(string value) => ByValue.GetValueOrDefault(value);

    /// <summary>NAME with a secret becomes NAME_FILE.</summary>
    public static KeyValuePair<string, string> FromFile(KeyValuePair<string, string> setting) =>
        Of(setting.Value) is { } secret ? new($"{setting.Key}_FILE", secret.File) : setting;
}
