using System.Text.RegularExpressions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The committed stacks against what the reference architecture says of each service.</summary>
public sealed class ReferenceTests
{
    private const string None = "";

    /// <summary>
    /// File, service, image, ports, mounts, networks, health check (command, interval, timeout, retries, start period)
    /// and restart rule. Lists are separated by spaces; variables have their defaults.
    /// </summary>
    public static TheoryData<string, string, string, string, string, string, string, string> Services => new()
    {
        {
            StackFile.Development, "db", "postgres:15-alpine", "127.0.0.1:5433:5432", "postgres_dev_data:/var/lib/postgresql/data", "dev_network",
            "CMD-SHELL pg_isready -h 127.0.0.1 -U dev_user -d exhibition_db_dev|5s|3s|5|", None
        },
        { StackFile.Development, "migrate", "exhibition-crm-dev:latest", None, "..:/app:z web_build:/build", "dev_network", None, None },
        {
            StackFile.Development, "web", "exhibition-crm-dev:latest", "127.0.0.1:8000:8000", "..:/app:z web_build:/build", "dev_network",
            "CMD crm healthcheck|10s|10s|3|5m", None
        },
        { StackFile.Development, "adminer", "adminer:latest", "127.0.0.1:8080:8080", None, "dev_network", None, None },
        {
            StackFile.Basic, "db", "postgres:15-alpine", "127.0.0.1:5432:5432", "postgres_data:/var/lib/postgresql/data", "backend",
            "CMD-SHELL pg_isready -h 127.0.0.1 -U exhibition -d exhibition_db|10s|5s|5|", "unless-stopped"
        },
        { StackFile.Basic, "migrate", "exhibition-crm:latest", None, "static_volume:/app/staticfiles", "backend", None, "no" },
        {
            StackFile.Basic, "web", "exhibition-crm:latest", "127.0.0.1:8000:8000", "static_volume:/app/staticfiles:ro media_volume:/app/media", "backend",
            "CMD crm healthcheck|30s|10s|3|40s", "unless-stopped"
        },
        {
            StackFile.Production, "nginx", "nginx:stable", "80:80 443:443",
            "./nginx:/etc/nginx:ro,z ./certbot:/etc/letsencrypt:ro,z challenges_volume:/var/www/challenges:ro static_volume:/app/staticfiles:ro media_volume:/app/media:ro", "backend",
            "CMD /bin/sh /etc/nginx/healthy|10s|5s|3|10s", "unless-stopped"
        },
        {
            StackFile.Production, "certbot", "certbot/certbot:latest", None, "./certbot:/etc/letsencrypt:z challenges_volume:/var/www/challenges", "backend",
            "CMD /bin/sh /etc/letsencrypt/healthy|30s|10s|3|10m", "unless-stopped"
        },
        {
            StackFile.Production, "web", "exhibition-crm:latest", None, "static_volume:/app/staticfiles:ro media_volume:/app/media", "backend",
            "CMD crm healthcheck|30s|10s|3|40s", "unless-stopped"
        },
        {
            StackFile.Production, "db", "postgres:15-alpine", None, "postgres_data:/var/lib/postgresql/data", "backend",
            "CMD-SHELL pg_isready -h 127.0.0.1 -U exhibition -d exhibition_db|10s|5s|5|", "unless-stopped"
        },
        { StackFile.Production, "migrate", "exhibition-crm:latest", None, "static_volume:/app/staticfiles", "backend", None, "no" },
        {
            StackFile.Production, "backup", "postgres:15-alpine", None, "./backup:/opt/backup:ro,z ./backups:/backups:z ./certbot:/etc/letsencrypt:ro,z", "backend",
            "CMD /bin/sh /opt/backup/healthy|60s|10s|3|60s", "unless-stopped"
        },
        {
            StackFile.Production, "restore", "postgres:15-alpine", None, "./backup:/opt/backup:ro,z ./backups:/backups:z", "backend", None, "no"
        },
        { StackFile.Production, "dashboard", "mcr.microsoft.com/dotnet/aspire-dashboard:latest", "127.0.0.1:18888:18888", None, "backend", None, "unless-stopped" },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_InItsStack_IsAsTheReferenceSays(
        string file, string service, string image, string ports, string mounts, string networks, string health, string restart)
    {
        var stack = StackFile.Read(file);
        Assert.Equal(image, stack.Value("services", service, "image"));
        Assert.Equal(ports, string.Join(' ', stack.Keys("services", service, "ports")));
        Assert.Equal(mounts, string.Join(' ', stack.Keys("services", service, "volumes")));
        Assert.Equal(networks, string.Join(' ', stack.Keys("services", service, "networks")));
        Assert.Equal(restart, stack.Value("services", service, "restart") ?? None);

        var check = stack.Map("services", service, "healthcheck");
        Assert.Equal(health, check.Count == 0 ? None : string.Join(
            '|',
            string.Join(' ', stack.Keys("services", service, "healthcheck", "test")),
            check["interval"],
            check["timeout"],
            check["retries"],
            check.GetValueOrDefault("start_period", None)));
    }

    [Theory]
    [InlineData(StackFile.Development, "exhibition-crm-dev", "dev_network", "postgres_dev_data web_build")]
    [InlineData(StackFile.Basic, "exhibition-crm", "backend", "postgres_data static_volume media_volume")]
    [InlineData(StackFile.Production, "exhibition-crm-prod", "backend", "postgres_data static_volume media_volume challenges_volume")]
    public void Stack_AsAWhole_HasItsServicesNetworkAndVolumes(string file, string name, string network, string volumes)
    {
        var stack = StackFile.Read(file);
        Assert.Equal(name, stack.Value("name"));
        Assert.Equal(Services.Where(row => (string)row[0] == file).Select(row => (string)row[1]), stack.Services);
        Assert.Equal([network], stack.Keys("networks"));
        Assert.Equal("bridge", stack.Value("networks", network, "driver"));
        Assert.Equal(volumes, string.Join(' ', stack.Keys("volumes")));
    }

    [Theory]
    [InlineData(StackFile.Development, "migrate", "db:service_healthy")]
    [InlineData(StackFile.Development, "web", "db:service_healthy migrate:service_completed_successfully")]
    [InlineData(StackFile.Development, "adminer", "db:service_healthy")]
    [InlineData(StackFile.Basic, "migrate", "db:service_healthy")]
    [InlineData(StackFile.Basic, "web", "db:service_healthy migrate:service_completed_successfully")]
    [InlineData(StackFile.Production, "nginx", "certbot:service_started")]
    [InlineData(StackFile.Production, "migrate", "db:service_healthy")]
    [InlineData(StackFile.Production, "web", "db:service_healthy migrate:service_completed_successfully")]
    [InlineData(StackFile.Production, "backup", "db:service_healthy")]
    [InlineData(StackFile.Production, "restore", "db:service_healthy")]
    public void Service_InItsStack_WaitsForWhatItNeeds(string file, string service, string others)
    {
        var stack = StackFile.Read(file);
        Assert.Equal(others, string.Join(' ', stack.Keys("services", service, "depends_on")
            .Select(other => $"{other}:{stack.Value("services", service, "depends_on", other, "condition")}")));
    }

    [Fact]
    public void Development_Settings_AreTheReferences()
    {
        var stack = StackFile.Read(StackFile.Development);
        Assert.Equal(
            new Dictionary<string, string> { ["POSTGRES_DB"] = "exhibition_db_dev", ["POSTGRES_USER"] = "dev_user", ["POSTGRES_PASSWORD"] = "dev_pass_123" },
            stack.Map("services", "db", "environment"));
        Assert.Equal(new Dictionary<string, string> { ["ADMINER_DEFAULT_SERVER"] = "db" }, stack.Map("services", "adminer", "environment"));
        AssertSettings(stack, "web", ("DEBUG", "True"), ("DB_HOST", "db"), ("DB_NAME", "exhibition_db_dev"), ("DB_USER", "dev_user"),
            ("DB_PASSWORD", "dev_pass_123"), ("EMAIL_BACKEND", "console"), ("APP_URL", "http://localhost:8000"));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("migrate")]
    public void Basic_Settings_AreTheReferences(string service)
    {
        var stack = StackFile.Read(StackFile.Basic);
        AssertSettings(stack, service, ("DEBUG", "False"), ("SECRET_KEY", "<SECRET_KEY>"), ("DB_HOST", "db"), ("DB_NAME", "exhibition_db"),
            ("EMAIL_BACKEND", "smtp"), ("ALLOWED_HOSTS", "localhost,127.0.0.1"),
            ("APP_URL", "http://localhost:8000"), ("TRUSTED_PROXIES", ""));
        AssertSettings(stack, "db", ("POSTGRES_DB", "exhibition_db"), ("POSTGRES_USER", "exhibition"), ("POSTGRES_PASSWORD", "<DB_PASSWORD>"));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("migrate")]
    public void Production_Settings_AreTheReferences(string service)
    {
        var stack = StackFile.Read(StackFile.Production);
        AssertSettings(stack, service, ("DEBUG", "False"), ("SECRET_KEY", "<SECRET_KEY>"), ("DB_HOST", "db"), ("DB_NAME", "exhibition_db"),
            ("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", "<EMAIL_HOST>"),
            ("DEFAULT_FROM_EMAIL", "<DEFAULT_FROM_EMAIL>"), ("ALLOWED_HOSTS", "<DOMAIN>"), ("APP_URL", "https://<DOMAIN>"), ("TRUSTED_PROXIES", "nginx"));
        AssertSettings(stack, "certbot", ("DOMAIN", "<DOMAIN>"), ("LETSENCRYPT_EMAIL", "<LETSENCRYPT_EMAIL>"), ("ACME_SERVER", ""),
            ("CERTBOT_RENEW_SECONDS", "43200"), ("CERTBOT_RETRY_SECONDS", "60"));
        AssertSettings(stack, "backup", ("PGHOST", "db"), ("PGDATABASE", "exhibition_db"), ("PGUSER", "exhibition_backup"),
            ("PGPASSWORD", "<DB_BACKUP_PASSWORD>"), ("BACKUP_TIME", "02:30"), ("TIME_ZONE", "UTC"));
    }

    [Theory]
    [InlineData(StackFile.Basic, "migrate")]
    [InlineData(StackFile.Production, "migrate restore")]
    public void Owner_OfTheDatabase_IsKnownToNobodyWhoRunsAllTheTime(string file, string services)
    {
        var stack = StackFile.Read(file);
        Assert.Equal(services, string.Join(' ', stack.Services.Where(service => service != "db"
            && stack.Map("services", service, "environment").Values.Contains("<DB_PASSWORD>"))));
        AssertSettings(stack, "migrate", ("DB_USER", "exhibition"), ("DB_WEB_USER", "exhibition_web"), ("DB_WEB_PASSWORD", "<DB_WEB_PASSWORD>"));
        AssertSettings(stack, "web", ("DB_USER", "exhibition_web"), ("DB_PASSWORD", "<DB_WEB_PASSWORD>"));
    }

    [Fact]
    public void Production_Migrate_MakesTheRoleOfBackup() => AssertSettings(
        StackFile.Read(StackFile.Production), "migrate", ("DB_BACKUP_USER", "exhibition_backup"), ("DB_BACKUP_PASSWORD", "<DB_BACKUP_PASSWORD>"));

    [Theory]
    [InlineData(StackFile.Basic)]
    [InlineData(StackFile.Production)]
    public void Web_OfOperators_KnowsEverySettingThatMailsNeed(string file)
    {
        var names = StackFile.Read(file).Keys("services", "web", "environment");
        Assert.Superset(
            new HashSet<string> { "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "TIME_ZONE", "CURRENCY" },
            names.ToHashSet());
    }

    [Fact]
    public void Production_Network_HasIpv6AndLeavesEveryOtherAddressToTheEngine()
    {
        var stack = StackFile.Read(StackFile.Production);
        Assert.Equal("true", stack.Value("networks", "backend", "enable_ipv6"));
        Assert.DoesNotContain("ipv4_address", stack.Text, StringComparison.Ordinal);
        Assert.Matches(@"subnet: ""\$\{BACKEND_IPV6_SUBNET:-fd[0-9a-f:]+/64\}""", Assert.Single(Regex.Matches(stack.Text, "subnet: .*")).Value);
    }

    [Fact]
    public void Production_Web_RunsAsOftenAsIsSaid()
    {
        var stack = StackFile.Read(StackFile.Production);
        Assert.Equal(("replicated", "2"), (stack.Value("services", "web", "deploy", "mode"), stack.Value("services", "web", "deploy", "replicas")));
        Assert.Equal(["dashboard"], stack.Keys("services", "dashboard", "profiles"));
        Assert.Equal(["restore"], stack.Keys("services", "restore", "profiles"));
    }

    [Theory]
    [InlineData(StackFile.Development)]
    [InlineData(StackFile.Basic)]
    [InlineData(StackFile.Production)]
    public void Image_OfTheProgram_IsBuiltByOneServiceThatTheOtherWaitsFor(string file)
    {
        var stack = StackFile.Read(file);
        Assert.Equal(["migrate"], stack.Services.Where(service => stack.Keys("services", service, "build").Count > 0));
        Assert.Equal(stack.Value("services", "migrate", "image"), stack.Value("services", "web", "image"));
        Assert.Contains("migrate", stack.Keys("services", "web", "depends_on"));
    }

    public static IEnumerable<object[]> OperatorsServices =>
        new[] { StackFile.Basic, StackFile.Production }.SelectMany(file => StackFile.Read(file).Services.Select(service => new object[] { file, service }));

    [Theory]
    [MemberData(nameof(OperatorsServices))]
    public void Service_OfOperators_IsConfined(string file, string service)
    {
        var stack = StackFile.Read(file);
        Assert.Equal(["ALL"], stack.Keys("services", service, "cap_drop"));
        Assert.Equal(["no-new-privileges:true"], stack.Keys("services", service, "security_opt"));
        Assert.NotNull(stack.Value("services", service, "deploy", "resources", "limits", "memory"));
        Assert.Equal(("10m", "5"), (stack.Value("services", service, "logging", "options", "max-size"), stack.Value("services", service, "logging", "options", "max-file")));
        Assert.Equal(service == "dashboard" ? null : "true", stack.Value("services", service, "read_only"));
        if (service is "web" or "migrate" or "dashboard")
        {
            Assert.Empty(stack.Keys("services", service, "cap_add"));
        }
    }

    private static void AssertSettings(StackFile stack, string service, params (string Name, string Value)[] expected)
    {
        var settings = stack.Map("services", service, "environment");
        Assert.Equal(expected, expected.Select(setting => (setting.Name, settings.GetValueOrDefault(setting.Name, "(missing)"))));
    }
}
