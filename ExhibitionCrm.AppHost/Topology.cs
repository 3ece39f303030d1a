namespace ExhibitionCrm.AppHost;

/// <summary>Names, ports and images of the parts, said once.</summary>
internal static class Topology
{
    internal static class Database
    {
        public const string Name = "db";
        public const string Image = "postgres";
        public const string Tag = "15-alpine";
        public const string Volume = "postgres_dev_data";
        public const int HostPort = 5433;

        /// <summary>The connection string's name in the AppHost, the web program and the tests.</summary>
        public const string ConnectionName = "exhibitiondb";
        public const string DatabaseName = "exhibition_db_dev";

        // Development only: the container listens on the developer's own machine.
        public const string UserName = "dev_user";
        public const string Password = "dev_pass_123";
    }

    internal static class Adminer
    {
        public const string Name = "adminer";
        public const string Image = "adminer";
        public const string Tag = "latest";
        public const int HostPort = 8080;
        public const int ContainerPort = 8080;
    }

    internal static class Migrate
    {
        public const string Name = "migrate";
    }

    internal static class Web
    {
        public const string Name = "web";
        public const int Port = 8000;
        public const string HealthPath = "/health";
    }

    /// <summary>The web program's settings on a developer's machine.</summary>
    public static IReadOnlyDictionary<string, string> DevelopmentSettings(int webPort) => new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DEBUG"] = "true",
        ["APP_URL"] = $"http://localhost:{webPort}",
        ["EMAIL_BACKEND"] = "console",
    };
}
