namespace ExhibitionCrm.AppHost;

/// <summary>Where a <see cref="LocalPostgres"/> keeps its data and how it runs.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>Holds the cluster, its password and its log. Made if missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The folder with PostgreSQL's programs; null looks for one.</summary>
    public string? BinDirectory { get; init; } = Environment.GetEnvironmentVariable(PostgresBinaries.Setting) is { Length: > 0 } folder ? folder : null;

    /// <summary>The port on loopback; null takes a free one at each start.</summary>
    public int? Port { get; init; }

    /// <summary>For tests: fast instead of durable, and the data is deleted at the end.</summary>
    public bool ThrowAway { get; init; }

    /// <summary>Server settings as in postgresql.conf, for example shared_buffers = 512MB.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Told what takes a while.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>A throw-away cluster in a new temporary folder.</summary>
    public static LocalPostgresOptions Temporary() => new()
    {
        DataDirectory = Path.Combine(Path.GetTempPath(), $"exhibition-crm-{Guid.NewGuid():N}"),
        ThrowAway = true,
    };

    internal IEnumerable<KeyValuePair<string, string>> AllSettings(int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["port"] = $"{port}",
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
            ["timezone"] = "UTC",
            ["password_encryption"] = "scram-sha-256",
        };
        if (ThrowAway)
        {
            settings["fsync"] = "off";
            settings["synchronous_commit"] = "off";
            settings["full_page_writes"] = "off";
            settings["max_connections"] = "500";
        }

        foreach (var (name, value) in Settings)
        {
            settings[name] = value;
        }

        return settings;
    }
}
