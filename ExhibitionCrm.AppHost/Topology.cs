namespace ExhibitionCrm.AppHost;

/// <summary>
/// Names, ports, images, volumes and health checks of the parts, said once: AppHost.cs and the compose stacks take them
/// from here, and tests hold the files in compose/ that are written by hand to it.
/// </summary>
internal static class Topology
{
    internal static class Database
    {
        public const string Name = "db";
        public const string Image = "postgres";
        public const string Version = "15";
        public const string Tag = $"{Version}-alpine";
        public const int Port = 5432;
        public const string DataPath = "/var/lib/postgresql/data";
        public const string ProductionVolume = "postgres_data";

        public const string Volume = "postgres_dev_data";
        public const int HostPort = 5433;

        /// <summary>The connection string's name in the AppHost, the web program and the tests.</summary>
        public const string ConnectionName = "exhibitiondb";
        public const string DatabaseName = "exhibition_db_dev";

        // Development only: the container listens on the developer's own machine.
        public const string UserName = "dev_user";
        public const string Password = "dev_pass_123";

        public static HealthCheck DevelopmentHealth { get; } = Health(UserName, DatabaseName) with { Interval = "5s", Timeout = "3s" };

        // By address: while the image makes the cluster at the first start, its server answers on the socket alone.
        public static HealthCheck Health(string user, string database) =>
            new(["CMD-SHELL", $"pg_isready -h 127.0.0.1 -U {user} -d {database}"], "10s", "5s", 5);
    }

    internal static class Adminer
    {
        public const string Name = "adminer";
        public const string Image = "adminer";
        public const string Tag = "latest";
        public const int HostPort = 8080;
        public const int ContainerPort = 8080;
        public const string ServerVariable = "ADMINER_DEFAULT_SERVER";
    }

    internal static class Migrate
    {
        public const string Name = "migrate";
    }

    internal static class Web
    {
        public const string Name = "web";
        public const string Image = "exhibition-crm:latest";
        public const string DevelopmentImage = "exhibition-crm-dev:latest";
        public const int Port = 8000;
        public const string HealthPath = "/health";
        public const string SourcePath = "/app";
        public const string BuildVolume = "web_build";
        public const string BuildPath = "/build";

        public static HealthCheck Health { get; } = new(["CMD", "crm", "healthcheck"], "30s", "10s", 3, "40s");

        // The first start restores packages and compiles.
        public static HealthCheck DevelopmentHealth { get; } = Health with { Interval = "10s", StartPeriod = "5m" };
    }

    /// <summary>Files that nginx serves itself, at the same place in its container as in the web program's.</summary>
    internal static class StaticFiles
    {
        public const string Volume = "static_volume";
        public const string Path = "/app/staticfiles";
    }

    internal static class Media
    {
        public const string Volume = "media_volume";
        public const string Path = "/app/media";
    }

    internal static class Nginx
    {
        public const string Name = "nginx";
        public const string Image = "nginx";

        // Follows the stable branch: the tag of a branch gets no more fixes once there is a newer one.
        public const string Tag = "stable";
        public const int HttpPort = 80;
        public const int HttpsPort = 443;
        public const string ConfigurationFolder = "./nginx";
        public const string ConfigurationPath = "/etc/nginx";

        public static HealthCheck Health { get; } = new(["CMD", "/bin/sh", $"{ConfigurationPath}/healthy"], "10s", "5s", 3, "10s");
    }

    internal static class Certbot
    {
        public const string Name = "certbot";
        public const string Image = "certbot/certbot";
        public const string Tag = "latest";
        public const string Folder = "./certbot";
        public const string Path = "/etc/letsencrypt";

        /// <summary>The certificate's name, which keeps nginx's paths the same whatever the domain is.</summary>
        public const string CertificateName = "crm";

        /// <summary>What the authority asks for. A volume of its own: nginx' workers may read it, whoever may read the folder.</summary>
        public const string ChallengesVolume = "challenges_volume";
        public const string ChallengesPath = "/var/www/challenges";

        // The first certificate may have to wait for a DNS record.
        public static HealthCheck Health { get; } = new(["CMD", "/bin/sh", $"{Path}/healthy"], "30s", "10s", 3, "10m");
    }

    internal static class Backup
    {
        public const string Name = "backup";
        public const string ScriptsFolder = "./backup";
        public const string ScriptsPath = "/opt/backup";
        public const string Folder = "./backups";
        public const string Path = "/backups";

        public static HealthCheck Health { get; } = new(["CMD", "/bin/sh", $"{ScriptsPath}/healthy"], "60s", "10s", 3, "60s");
    }

    internal static class Restore
    {
        public const string Name = "restore";
    }

    internal static class Dashboard
    {
        public const string Name = "dashboard";
        public const string Image = "mcr.microsoft.com/dotnet/aspire-dashboard";
        public const string Tag = "latest";
        public const int Port = 18888;
        public const int OtlpPort = 18889;
    }

    internal static class Networks
    {
        public const string Development = "dev_network";
        public const string Backend = "backend";
    }

    /// <summary>The web program's settings on a developer's machine.</summary>
    public static IReadOnlyDictionary<string, string> DevelopmentSettings { get; } = new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DEBUG"] = "true",
    };
}
