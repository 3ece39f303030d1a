using ExhibitionCrm.Web.Configuration;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Where the database is: from Aspire's connection string, else DATABASE_URL, else DB_HOST, DB_PORT, DB_NAME, DB_USER and
/// DB_PASSWORD. Holds a password: never log it.
/// </summary>
internal sealed record DatabaseOptions(string ConnectionString)
{
    /// <summary>How long a command may take; two seconds more pass until the driver has given it up.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(11);

    // A server on the way to which packets are lost would be waited for three times as long.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly NpgsqlConnectionStringBuilder Defaults = new();

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
        connection.Options = $"{connection.Options} -c random_page_cost=1.1 -c jit=off -c enable_seqscan=off {PreparedStatements.SessionOption}".TrimStart();
        return new DatabaseOptions(connection.ConnectionString);
    }

    public override string ToString() => nameof(DatabaseOptions);

    /// <summary>Those that nobody set.</summary>
    private static void LimitTimeouts(NpgsqlConnectionStringBuilder connection)
    {
        if (connection.Timeout == Defaults.Timeout)
        {
            connection.Timeout = (int)ConnectTimeout.TotalSeconds;
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
            return new NpgsqlConnectionStringBuilder(text);
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
            Host = settings.Required("DB_HOST", "the database server's name"),
            Port = settings.Number("DB_PORT", DatabaseUrl.DefaultPort, 1, 65535),
            Database = settings.Required("DB_NAME", "the database's name"),
            Username = settings.Required("DB_USER", "the database user"),
            Password = settings.Secret("DB_PASSWORD"),

            // Npgsql would try Kerberos first, and the log would tell of its library, which images do not have.
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        connection.PreferThePrimary();
        return connection;
    }
}
