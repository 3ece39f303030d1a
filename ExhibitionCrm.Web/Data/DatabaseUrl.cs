using System.Globalization;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// Reads a URL as libpq does, postgres://user:password@host:port,host:port/database?parameter=value, into what Npgsql calls
/// the same things. Parameters may be spelled as Npgsql does, too.
/// </summary>
internal static class DatabaseUrl
{
    public const int DefaultPort = 5432;

    private const string SystemsCertificates = "system";
    private const string Shape = "must look like postgres://user:password@host:5432/database (special characters percent-encoded)";
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    private static readonly string[] NotWritable = ["standby", "prefer-standby", "read-only"];

    // Npgsql's words for what libpq calls otherwise; the values are the same.
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["require_auth"] = "Require Auth",
        ["channel_binding"] = "Channel Binding",
        ["client_encoding"] = "Client Encoding",
        ["options"] = "Options",
        ["application_name"] = "Application Name",
        ["gssencmode"] = "GSS Encryption Mode",
        ["krbsrvname"] = "Kerberos Service Name",
        ["sslmode"] = "SSL Mode",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
        ["keepalives_idle"] = "TCP Keepalive Time",
        ["keepalives_interval"] = "TCP Keepalive Interval",
        ["target_session_attrs"] = "Target Session Attributes",
    };

    // Of "require_auth": Npgsql insists on its own capitals.
    private static readonly Dictionary<string, string> Methods = new()
    {
        ["password"] = "Password",
        ["md5"] = "MD5",
        ["gss"] = "GSS",
        ["sspi"] = "SSPI",
        ["scram-sha-256"] = "ScramSHA256",
        ["none"] = "None",
    };

    // Documented for libpq, and nothing that Npgsql could be told.
    private static readonly Dictionary<string, string> Unsupported = new()
    {
        ["hostaddr"] = "put the address in the place of the host",
        ["service"] = "write the service's settings into the URL",
        ["servicefile"] = "write the service's settings into the URL",
        ["keepalives_count"] = "leave it out and use keepalives_idle and keepalives_interval",
        ["tcp_user_timeout"] = "leave it out and use keepalives_idle and keepalives_interval",
        ["requiressl"] = "use sslmode=require",
        ["sslcrl"] = "leave it out and use Check%20Certificate%20Revocation=true",
        ["sslcrldir"] = "leave it out and use Check%20Certificate%20Revocation=true",
        ["sslcertmode"] = "leave it out; a certificate is sent when sslcert names one",
        ["ssl_min_protocol_version"] = "leave it out; the system's own lowest version holds",
        ["ssl_max_protocol_version"] = "leave it out; the system's own highest version holds",
        ["requirepeer"] = "leave it out; it is for sockets of the same machine",
        ["replication"] = "leave it out; this program doesn't replicate",
        ["gssdelegation"] = "leave it out",
        ["gsslib"] = "leave it out",
        ["sslcompression"] = "leave it out",
        ["sslsni"] = "leave it out; the host's name is always sent",
        ["sslkeylogfile"] = "leave it out",
        ["scram_client_key"] = "use the password",
        ["scram_server_key"] = "use the password",
        ["min_protocol_version"] = "leave it out",
        ["max_protocol_version"] = "leave it out",
        ["oauth_issuer"] = "use a password",
        ["oauth_client_id"] = "use a password",
        ["oauth_client_secret"] = "use a password",
        ["oauth_scope"] = "use a password",
    };

    /// <exception cref="FormatException">The message follows the variable's name, and repeats no value.</exception>
    public static NpgsqlConnectionStringBuilder Read(string url)
    {
        var scheme = Array.Find(Schemes, s => url.StartsWith(s, StringComparison.OrdinalIgnoreCase));
        if (scheme is null || url.Contains('#', StringComparison.Ordinal))
        {
            throw new FormatException(Shape);
        }

        var (address, query) = Cut(url[scheme.Length..], '?');
        var (authority, database) = Cut(address, '/');
        var connection = new NpgsqlConnectionStringBuilder { GssEncryptionMode = GssEncryptionMode.Disable };
        ReadUser(connection, authority.LastIndexOf('@') is var at and >= 0 ? authority[..at] : "");
        connection.Database = Decode(database);
        var parameters = Parameters(query);
        ReadHosts(connection, authority[(authority.LastIndexOf('@') + 1)..], parameters);
        foreach (var (name, value) in parameters)
        {
            Set(connection, name, value);
        }

        if (string.IsNullOrEmpty(connection.Host) || string.IsNullOrEmpty(connection.Database))
        {
            throw new FormatException(Shape);
        }

        Verify(connection, parameters.GetValueOrDefault("sslrootcert"));
        if (!connection.HasSeveralHosts())
        {
            // Npgsql chooses among several servers only.
            connection.TargetSessionAttributes = null;
        }

        connection.PreferThePrimary();
        return connection;
    }

    public static bool HasSeveralHosts(this NpgsqlConnectionStringBuilder connection) => connection.Host?.Contains(',', StringComparison.Ordinal) == true;

    /// <summary>This program writes: where there are several servers and nothing else is said, it wants the one that it can write to.</summary>
    /// <exception cref="FormatException">One is wanted that cannot be written to. The message follows the variable's name.</exception>
    public static void PreferThePrimary(this NpgsqlConnectionStringBuilder connection)
    {
        if (!connection.HasSeveralHosts())
        {
            return;
        }

        connection.TargetSessionAttributes ??= "read-write";
        if (NotWritable.Contains(connection.TargetSessionAttributes, StringComparer.OrdinalIgnoreCase))
        {
            throw new FormatException("asks for a server that can't be written to: leave the target session attributes out, or use read-write");
        }
    }

    /// <summary>One or several, each with its port unless that is the connection's.</summary>
    /// <exception cref="FormatException">One is none. The message follows the variable's name.</exception>
    public static void SetHosts(NpgsqlConnectionStringBuilder connection, string[] hosts)
    {
        if (!hosts.All(host => PortOf(host) is { IsValid: true, Name: not "" }))
        {
            throw new FormatException(Shape);
        }

        connection.Host = string.Join(',', hosts);
        if (hosts is [var only] && only != PortOf(only).Name)
        {
            SplitPort(connection, only);
        }
    }

    private static (string Before, string After) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is var i and >= 0 ? (text[..i], text[(i + 1)..]) : (text, "");

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    private static void ReadUser(NpgsqlConnectionStringBuilder connection, string text)
    {
        var (user, password) = Cut(text, ':');
        connection.Username = user is "" ? null : Decode(user);
        connection.Password = password is "" ? null : Decode(password);
    }

    private static Dictionary<string, string> Parameters(string query)
    {
        var parameters = new Dictionary<string, string>();
        foreach (var text in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(text, '=');
            parameters[Decode(name)] = Decode(value);
        }

        return parameters;
    }

    /// <summary>From before the database's name, or from the parameters "host" and "port", which win.</summary>
    private static void ReadHosts(NpgsqlConnectionStringBuilder connection, string authority, Dictionary<string, string> parameters)
    {
        var hosts = parameters.Remove("host", out var names) ? names.Split(',') : [.. authority.Split(',').Select(Decode)];
        var ports = parameters.Remove("port", out var numbers) ? numbers.Split(',') : [];
        if (ports.Length > 1 && ports.Length != hosts.Length)
        {
            throw new FormatException("has the parameter \"port\", which must be one number, or one for each host");
        }

        connection.Host = string.Join(',', hosts.Select((host, i) => ports.Length == 0 ? host : $"{host}:{ports[ports.Length > 1 ? i : 0]}"));
        if (hosts.Length == 1)
        {
            SplitPort(connection, connection.Host);
        }
        else if (!hosts.All(host => PortOf(host).IsValid))
        {
            throw new FormatException(Shape);
        }
    }

    private static void SplitPort(NpgsqlConnectionStringBuilder connection, string host)
    {
        var (name, port, isValid) = PortOf(host);
        if (!isValid)
        {
            throw new FormatException(Shape);
        }

        (connection.Host, connection.Port) = (name.TrimStart('[').TrimEnd(']'), port);
    }

    private static (string Name, int Port, bool IsValid) PortOf(string host)
    {
        var colon = host.LastIndexOf(':');
        if (colon <= host.LastIndexOf(']') || host.StartsWith('/'))
        {
            return (host, DefaultPort, true);
        }

        var isValid = int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535;
        return (host[..colon], port, isValid);
    }

    private static void Set(NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        if (Unsupported.TryGetValue(name, out var instead))
        {
            throw new FormatException($"has the parameter \"{name}\", which isn't supported: {instead}");
        }

        try
        {
            if (!TrySetTranslated(connection, name, value))
            {
                connection[name] = value;
            }
        }
        catch (Exception e) when (e is KeyNotFoundException or { InnerException: KeyNotFoundException })
        {
            throw new FormatException($"has the parameter \"{name}\", which PostgreSQL's clients don't have: correct its name or leave it out");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw new FormatException($"has the parameter \"{name}\", whose value isn't one that it can have");
        }
    }

    /// <summary>What libpq looks at as soon as there are certificates to look by, Npgsql only where it is told to.</summary>
    private static void Verify(NpgsqlConnectionStringBuilder connection, string? authorities)
    {
        if (authorities == SystemsCertificates)
        {
            connection.SslMode = SslMode.VerifyFull;
        }
        else if (authorities is not null && connection.SslMode == SslMode.Require)
        {
            connection.SslMode = SslMode.VerifyCA;
        }
    }

    /// <summary>One of several, which may be ruled out by an exclamation mark.</summary>
    private static string Method(string name) => name.StartsWith('!') ? $"!{Method(name[1..])}" : Methods.GetValueOrDefault(name, name);

    /// <returns>False where libpq has no such parameter.</returns>
    private static bool TrySetTranslated(NpgsqlConnectionStringBuilder connection, string name, string value)
    {
        switch (name)
        {
            case "connect_timeout":
                // As libpq has it: zero and below for no end, and never below two seconds.
                var seconds = int.Parse(value, CultureInfo.InvariantCulture);
                connection.Timeout = seconds <= 0 ? 0 : Math.Max(seconds, 2);
                return true;
            case "fallback_application_name":
                connection.ApplicationName ??= value;
                return true;
            case "keepalives":
                connection.TcpKeepAlive = value != "0";
                return true;
            case "load_balance_hosts":
                connection.LoadBalanceHosts = value switch { "random" => true, "disable" => false, _ => throw new FormatException() };
                return true;
            case "sslrootcert" when value == SystemsCertificates:
                // Npgsql's own, unless it is told others.
                return true;
            case "sslmode":
                // The same words without dashes.
                connection[Keywords[name]] = value.Replace("-", "", StringComparison.Ordinal);
                return true;
            case "require_auth":
                connection[Keywords[name]] = string.Join(',', value.Split(',').Select(Method));
                return true;
            default:
                if (!Keywords.TryGetValue(name, out var keyword))
                {
                    return false;
                }

                connection[keyword] = value;
                return true;
        }
    }
}
