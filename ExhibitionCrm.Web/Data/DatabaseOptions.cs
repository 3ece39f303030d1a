using ExhibitionCrm.Web.Configuration;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Where the database is: from Aspire's connection string, else DATABASE_URL, else DB_HOST, DB_PORT, DB_NAME, DB_USER and
/// DB_PASSWORD. Holds a password: never log it.
/// </summary>
internal sealed record DatabaseOptions(string ConnectionString)
{
    public static DatabaseOptions Read(SettingsReader settings)
    {
        try
        {
            var connection = settings.ConnectionString(DataExtensions.ConnectionName) is { } fromAspire
                ? new NpgsqlConnectionStringBuilder(fromAspire)
                : settings.Text("DATABASE_URL") is { } url ? FromUrl(url) : FromParts(settings);

            // No state is ever left in a session, so clearing it before each reuse would be work for nothing.
            connection.NoResetOnClose = true;

            // What is asked often is in memory, where a jump costs little more than a step; and compiling a query takes
            // longer than any of these.
            connection.Options = $"{connection.Options} -c random_page_cost=1.1 -c jit=off".TrimStart();
            return new DatabaseOptions(connection.ConnectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            settings.Fault("DATABASE_URL", "must look like postgres://user:password@host:5432/database (special characters percent-encoded)");
            return new DatabaseOptions("");
        }
    }

    public override string ToString() => nameof(DatabaseOptions);

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

    private static NpgsqlConnectionStringBuilder FromParts(SettingsReader settings) => new()
    {
        Host = settings.Required("DB_HOST", "the database server's name"),
        Port = settings.Number("DB_PORT", 5432, 1, 65535),
        Database = settings.Required("DB_NAME", "the database's name"),
        Username = settings.Required("DB_USER", "the database user"),
        Password = settings.Text("DB_PASSWORD"),

        // Npgsql would try Kerberos first, and the log would tell of its library, which images do not have.
        GssEncryptionMode = GssEncryptionMode.Disable,
    };
}
