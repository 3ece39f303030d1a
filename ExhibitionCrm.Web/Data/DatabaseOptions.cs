using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExhibitionCrm.Web.Configuration;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Where the database is: from Aspire's connection string, else DATABASE_URL, else DB_HOST, DB_PORT, DB_NAME, DB_USER and
/// DB_PASSWORD, with DB_SSL_MODE and DB_CA_FILE. Holds a password: never log it.
/// </summary>
internal sealed record DatabaseOptions(string ConnectionString)
{
    /// <summary>How long a command may take; two seconds more pass until the driver has given it up.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(11);

    /// <summary>
    /// How long it is remembered which of several servers can be written to, as long as nothing goes wrong, see
    /// <see cref="DatabaseServers"/>. At its end a server that swallows packets is waited for once more.
    /// </summary>
    public static readonly TimeSpan HostRecheck = TimeSpan.FromSeconds(30);

    // A server on the way to which packets are lost would be waited for three times as long. Of several, the others wait as well.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeoutOfOne = TimeSpan.FromSeconds(3);
    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };
    private static readonly NpgsqlConnectionStringBuilder Defaults = new();

    // A machine without power does not say goodbye. Until the server notices, what the process had in hand stays locked, and
    // the same form, sent again, waits for it: by default for two hours.
    private const string ClientGone = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=11000";

    public static DatabaseOptions Read(SettingsReader settings)
    {
        var connection = settings.ConnectionString(DataExtensions.ConnectionName) is { } fromAspire
            ? FromAspire(settings, fromAspire)
            : settings.Secret("DATABASE_URL") is { } url ? FromUrl(settings, url) : FromParts(settings);
        if (connection is null)
        {
            return new DatabaseOptions("");
        }

        LimitTimeouts(connection);

        // No state is ever left in a session, so clearing it before each reuse would be work for nothing.
        connection.NoResetOnClose = true;

        // What is asked often is in memory, where a jump costs little more than a step; and compiling a query takes
        // longer than any of these. Reading a whole table is reading other exhibitions' rows: where half of them are the
        // exhibition's own, that would seem the cheaper way.
        connection.Options = $"{connection.Options} -c random_page_cost=1.1 -c jit=off -c enable_seqscan=off {ClientGone} {PreparedStatements.SessionOption}".TrimStart();
        return new DatabaseOptions(connection.ConnectionString);
    }

    public override string ToString() => nameof(DatabaseOptions);

    /// <summary>Those that nobody set.</summary>
    private static void LimitTimeouts(NpgsqlConnectionStringBuilder connection)
    {
        if (connection.Timeout == Defaults.Timeout)
        {
            connection.Timeout = (int)(connection.HasSeveralHosts() ? ConnectTimeoutOfOne : ConnectTimeout).TotalSeconds;
        }

        if (connection.HostRecheckSeconds == Defaults.HostRecheckSeconds)
        {
            connection.HostRecheckSeconds = (int)HostRecheck.TotalSeconds;
        }

        if (connection.CommandTimeout == Defaults.CommandTimeout)
        {
            connection.CommandTimeout = (int)CommandTimeout.TotalSeconds;
        }
    }

    private static NpgsqlConnectionStringBuilder? FromAspire(SettingsReader settings, string text)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            connection.PreferThePrimary();
            return connection;
        }
        catch (FormatException e)
        {
            settings.Fault($"ConnectionStrings__{DataExtensions.ConnectionName}", e.Message);
            return null;
        }
        catch (ArgumentException)
        {
            settings.Fault($"ConnectionStrings__{DataExtensions.ConnectionName}", "must be a connection string of Npgsql's, like Host=host;Database=database;Username=user;Password=password");
            return null;
        }
    }

    private static NpgsqlConnectionStringBuilder? FromUrl(SettingsReader settings, string url)
    {
        if (url is "")
        {
            return null;
        }

        try
        {
            return DatabaseUrl.Read(url);
        }
        catch (FormatException e)
        {
            settings.Fault("DATABASE_URL", e.Message);
            return null;
        }
    }

    private static NpgsqlConnectionStringBuilder FromParts(SettingsReader settings)
    {
        var connection = new NpgsqlConnectionStringBuilder
        {
            Port = settings.Number("DB_PORT", DatabaseUrl.DefaultPort, 1, 65535),
            Database = settings.Required("DB_NAME", "the database's name"),
            Username = settings.Required("DB_USER", "the database user"),
            Password = settings.Secret("DB_PASSWORD"),

            // Npgsql would try Kerberos first, and the log would tell of its library, which images do not have.
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        ReadHosts(settings, connection);
        ReadEncryption(settings, connection);
        connection.PreferThePrimary();
        return connection;
    }

    private static void ReadHosts(SettingsReader settings, NpgsqlConnectionStringBuilder connection)
    {
        var text = settings.Required("DB_HOST", "the database server's name, or several separated by commas");
        try
        {
            DatabaseUrl.SetHosts(connection, text.Split(',', StringSplitOptions.TrimEntries));
        }
        catch (FormatException) when (text is not "")
        {
            settings.Fault("DB_HOST", "must be the database server's name, or several separated by commas, each with its port unless that is DB_PORT (a:5432,b:5433)");
        }
        catch (FormatException)
        {
            // Said where it was read.
        }
    }

    private static void ReadEncryption(SettingsReader settings, NpgsqlConnectionStringBuilder connection)
    {
        connection.RootCertificate = settings.Text("DB_CA_FILE");
        if (connection.RootCertificate is { } path)
        {
            connection.SslMode = SslMode.VerifyFull;
            if (!HasCertificates(path))
            {
                settings.Fault("DB_CA_FILE", "must be a readable file with certificates in PEM format");
            }
        }

        if (settings.Text("DB_SSL_MODE") is not { } text)
        {
            return;
        }

        if (!SslModes.TryGetValue(text, out var mode))
        {
            settings.Fault("DB_SSL_MODE", $"must be one of {string.Join(", ", SslModes.Keys)}");
        }
        else if (connection.RootCertificate is not null && mode < SslMode.VerifyCA)
        {
            settings.Fault("DB_SSL_MODE", $"must be verify-ca or verify-full where DB_CA_FILE says by which certificates");
        }
        else
        {
            connection.SslMode = mode;
        }
    }

    private static bool HasCertificates(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }

        return authorities.Count > 0;
    }
}
