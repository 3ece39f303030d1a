using static ExhibitionCrm.AppHost.Topology;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>All variables of the stacks, as .env.example lists them.</summary>
internal static class Variables
{
    public static readonly Variable SecretKey = new(
        "SECRET_KEY",
        "Protects sessions and the keys kept in the database: at least 32 random characters (openssl rand -base64 48).\nKeep a copy outside this machine; without it a restored backup cannot read its keys.",
        Missing: "Set SECRET_KEY in .env to at least 32 random characters (openssl rand -base64 48)");

    public static readonly Variable SecretKeyFallbacks = new(
        "SECRET_KEY_FALLBACKS",
        "Former SECRET_KEYs, separated by commas: with the last one here, a new SECRET_KEY ends no session. Keep it for 90 days.");

    public static readonly Variable DatabasePassword = new(
        "DB_PASSWORD",
        "The password of the database's owner (openssl rand -hex 24). It is taken when the volume is made; later, change it in the database as well.",
        Missing: "Set DB_PASSWORD in .env to a long random password (openssl rand -hex 24)");

    public static readonly Variable DatabaseWebPassword = new(
        "DB_WEB_PASSWORD",
        "The password of web's role in the database, which may do what the site does and no more (openssl rand -hex 24).\nFrom here it gets into the database at each start of migrate.",
        Missing: "Set DB_WEB_PASSWORD in .env to another long random password (openssl rand -hex 24); in production ./update does that");

    public static readonly Variable DatabaseBackupPassword = new(
        "DB_BACKUP_PASSWORD",
        "Production: the same for backup's role, which reads everything and changes nothing (openssl rand -hex 24).",
        Missing: "Set DB_BACKUP_PASSWORD in .env to another long random password (openssl rand -hex 24); ./update does that");

    public static readonly Variable Domain = new(
        "DOMAIN",
        "Production: the site's host name, as in crm.example.org. Its DNS record has to lead to this machine.",
        Missing: "Set DOMAIN in .env to the host name of the site, as in crm.example.org");

    public static readonly Variable LetsEncryptEmail = new(
        "LETSENCRYPT_EMAIL",
        "Production: the address of your account at the certificate authority. It does not tell when a certificate is about to\nend: certbot is shown as unhealthy then (docker compose ps), ten days before.",
        Missing: "Set LETSENCRYPT_EMAIL in .env to the address of your account at the certificate authority");

    public static readonly Variable EmailHost = new(
        "EMAIL_HOST",
        "The mail server's name.",
        Missing: "Set EMAIL_HOST in .env to the name of the mail server");

    public static readonly Variable DefaultFromEmail = new(
        "DEFAULT_FROM_EMAIL",
        "The sender of mail to staff, and of all mail at first, as in Exhibition <crm@example.org>: the exhibition begins with it,\nand administrators change its own sender on its page.",
        Missing: "Set DEFAULT_FROM_EMAIL in .env to the sender of all mail, as in Exhibition <crm@example.org>");

    public static readonly Variable EmailBackend = new("EMAIL_BACKEND", "smtp sends mail; console-only prints it to the log of web instead, links that reset passwords included.", "smtp");
    public static readonly Variable EmailPort = new("EMAIL_PORT", "The mail server's port. Empty: 587 with EMAIL_USE_TLS, 465 with EMAIL_USE_SSL, else 25.");
    public static readonly Variable EmailUseTls = new("EMAIL_USE_TLS", "True for STARTTLS, which most mail servers want.", "True", IsSuggested: true);
    public static readonly Variable EmailUseSsl = new("EMAIL_USE_SSL", "True for TLS from the start instead.");
    public static readonly Variable EmailUser = new("EMAIL_HOST_USER", "The account at the mail server. Empty: none.");
    public static readonly Variable EmailPassword = new("EMAIL_HOST_PASSWORD", "Its password.");
    public static readonly Variable EmailTimeout = new("EMAIL_TIMEOUT", "Seconds that each step with the mail server may take.", "30");
    public static readonly Variable OutboxLanes = new("OUTBOX_LANES", "Mails that all web processes together may send side by side while the server is slow.", "4");

    public static readonly Variable SuperuserName = new("SUPERUSER_USERNAME", "The first administrator, made by the first migration when all three are set.\nOr leave them empty and use: docker compose … exec web crm createsuperuser");
    public static readonly Variable SuperuserEmail = new("SUPERUSER_EMAIL", "The first administrator's e-mail address.");
    public static readonly Variable SuperuserPassword = new("SUPERUSER_PASSWORD", "The first administrator's password. Remove it from here after the first sign-in.");

    public static readonly Variable ExhibitionTimeZone = new("TIME_ZONE", "The exhibition's time zone at first, as in Europe/Berlin. This and the next three only say what the exhibition begins\nwith: after the first start administrators change them on its page. (Nightly backups go on to take their hour from here.)", "UTC");
    public static readonly Variable Currency = new("CURRENCY", "At first: the currency of all amounts, by its code of three letters.", "EUR");
    public static readonly Variable PhoneRegion = new("PHONE_REGION", "At first: the country of phone numbers typed without one, as in DE. Empty: none.");
    public static readonly Variable ImplausibleAmount = new("IMPLAUSIBLE_AMOUNT", "At first: from here on an amount is asked about before it is saved.", "10000");
    public static readonly Variable SessionHours = new("SESSION_HOURS", "Hours after which people sign in again, however busy they are.", "16");
    public static readonly Variable SecondFactorRoles = new("SECOND_FACTOR_ROLES", "Roles that can't do without two-step verification: Administrator, Staff, Viewer, or some of them, separated by commas.");
    public static readonly Variable SignInLimit = new("SIGN_IN_LIMIT", "Sign-in forms that one address may send in a minute for one account, to all web processes together.", "20");

    public static readonly Variable Image = new("CRM_IMAGE", "The program's image. Unless it is pulled from a registry, it is built from the source under this name.", Web.Image);
    public static readonly Variable WebProcesses = new("WEB_PROCESSES", "Production: the number of web processes behind nginx.", "2");
    public static readonly Variable WebMemory = new("WEB_MEMORY", "Memory that each web process may take.", "512M");
    public static readonly Variable DatabaseMemory = new("DB_MEMORY", "Memory that the database may take.", "1G");
    public static readonly Variable DatabaseVersion = new("POSTGRES_VERSION", "PostgreSQL's major version. In production ./upgrade-database changes it, and brings the data along.", Database.Version);
    public static readonly Variable DatabaseFolder = new("POSTGRES_DATA", "Where the database lies in its volume. Changed by ./upgrade-database.", Database.DataPath);
    public static readonly Variable DatabaseName = new("DB_NAME", "The database's name.", "exhibition_db");
    public static readonly Variable DatabaseUser = new("DB_USER", "The database's owner, whom migrate and restore are to it. The roles of web and backup have its name and _web, _backup.", "exhibition");

    public static readonly Variable AllowedHosts = new("ALLOWED_HOSTS", "Basic: host names that are answered, separated by commas. (Production answers to DOMAIN.)", "localhost,127.0.0.1");
    public static readonly Variable AppUrl = new("APP_URL", "Basic: where people reach the site; links in mails start with it. (Production: https:// and DOMAIN.)", $"http://localhost:{Web.Port}");
    public static readonly Variable WebBind = new("WEB_BIND", "Basic: the address of this machine on which the site is published. 0.0.0.0 opens it to the network, without encryption.", "127.0.0.1");
    public static readonly Variable DatabasePort = new("DB_PORT_PUBLISHED", "Basic: the port of this machine, on loopback only, under which the database is reached.", $"{Database.Port}");
    public static readonly Variable TrustedProxies = new("TRUSTED_PROXIES", "Basic: addresses, networks or host names of proxies of your own whose X-Forwarded-For and -Proto are believed.\n(Production trusts its nginx alone.)");

    public static readonly Variable AcmeServer = new("ACME_SERVER", "Production: the certificate authority's ACME directory. Empty: Let's Encrypt; staging: its test authority.");
    public static readonly Variable RenewSeconds = new("CERTBOT_RENEW_SECONDS", "Production: time between two looks at whether the certificate should be renewed.", "43200");
    public static readonly Variable RetrySeconds = new("CERTBOT_RETRY_SECONDS", "Production: first delay after a failure to get a certificate; it doubles up to six hours.", "60");
    public static readonly Variable BackupTime = new("BACKUP_TIME", "Production: when the nightly backup is taken, in TIME_ZONE.", "02:30");

    public static readonly Variable DatabaseHost = new("DB_HOST", "Several machines: a database outside of the stack, or several hosts of one, separated by commas. Empty: the stack's own.\nIts owner is DB_USER with DB_PASSWORD, who may make databases and roles.", Database.Name);
    public static readonly Variable DatabaseHostPort = new("DB_PORT", "Several machines: its port.", $"{Database.Port}");
    public static readonly Variable DatabaseSslMode = new("DB_SSL_MODE", "Several machines: disable, allow, prefer, require, verify-ca or verify-full. With DB_CA_FILE: verify-full.", "prefer");
    public static readonly Variable DatabaseAuthorities = new("DB_CA_FILE", "Several machines: a file here (PEM) with the authorities that may sign the database's certificate, as in\ncluster/secrets/db_ca. swarm/deploy takes it to the nodes, as a secret. Empty: none.");

    public static readonly Variable BackendIpv6 = new("BACKEND_IPV6", "Production: false where this machine has no IPv6. Visitors who come by it keep their own addresses with true.", "true");

    /// <summary>Unique local addresses, drawn at random as RFC 4193 wants. Engines before 27 choose none themselves.</summary>
    public static readonly Variable BackendIpv6Subnet = new("BACKEND_IPV6_SUBNET", "Production: the containers' IPv6 addresses. A second site on this machine needs a range of its own (fd…::/64).", "fd3b:c6d1:94e7::/64");

    public static readonly Variable TelemetryEndpoint = new("OTEL_EXPORTER_OTLP_ENDPOINT", $"Where traces, metrics and logs go. Empty: nowhere; http://{Dashboard.Name}:{Dashboard.OtlpPort}: the dashboard (--profile {Dashboard.Name}).");
    public static readonly Variable TelemetryProtocol = new("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc or http/protobuf.", "grpc");
    public static readonly Variable TelemetryHeaders = new("OTEL_EXPORTER_OTLP_HEADERS", "Headers that the receiver wants, as in x-api-key=….");

    public static readonly Variable PollFiles = new("DOTNET_USE_POLLING_FILE_WATCHER", "Development: 0 has the system tell of changes, instead of looking at the files again and again. It takes one of the\nsystem's inotify instances for each folder (fs.inotify.max_user_instances, often 128 for all that a user runs).", "1");

    /// <summary>By heading, in the order of .env.example. The first section has to be filled in.</summary>
    public static IReadOnlyList<(string Heading, IReadOnlyList<Variable> Variables)> Sections { get; } =
    [
        ("Needed", [SecretKey, DatabasePassword, DatabaseWebPassword]),
        ("Needed in production", [DatabaseBackupPassword, Domain, LetsEncryptEmail, EmailHost, DefaultFromEmail]),
        ("Mail", [EmailBackend, EmailPort, EmailUseTls, EmailUseSsl, EmailUser, EmailPassword, EmailTimeout, OutboxLanes]),
        ("The first administrator", [SuperuserName, SuperuserEmail, SuperuserPassword]),
        ("The exhibition", [ExhibitionTimeZone, Currency, ImplausibleAmount, PhoneRegion, SessionHours, SecondFactorRoles, SignInLimit]),
        ("A new SECRET_KEY", [SecretKeyFallbacks]),
        ("The containers", [Image, WebProcesses, WebMemory, DatabaseMemory, DatabaseName, DatabaseUser, DatabaseVersion, DatabaseFolder]),
        ("The basic stack", [AllowedHosts, AppUrl, WebBind, DatabasePort, TrustedProxies]),
        ("Certificates and backups", [AcmeServer, RenewSeconds, RetrySeconds, BackupTime]),
        ("Several machines (docker-stack.yml)", [DatabaseHost, DatabaseHostPort, DatabaseSslMode, DatabaseAuthorities]),
        ("The network", [BackendIpv6, BackendIpv6Subnet]),
        ("Telemetry", [TelemetryEndpoint, TelemetryProtocol, TelemetryHeaders]),
        ("The development stack", [PollFiles]),
    ];
}
