using static ExhibitionCrm.AppHost.Compose.Variables;
using static ExhibitionCrm.AppHost.Topology;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>For developers without .NET or Node.js on their machine: the source in a container, changes followed.</summary>
internal static class DevelopmentStack
{
    private const string Comment = """
        Development: the site from the source, mail printed to the log. Written by the generator in ExhibitionCrm.AppHost.
        In this folder, by Compose 2 (docker-compose 1 says that "name" is wrong):
          docker compose -f docker-compose.dev.yml up
          docker compose -f docker-compose.dev.yml exec web crm createsuperuser
        The site is at http://localhost:8000, Adminer at http://localhost:8080.
        """;

    public static ComposeFile File { get; } = new(
        Comment,
        "exhibition-crm-dev",
        [Db, MigrateService, WebService, AdminerService],
        new Dictionary<string, ComposeNetwork> { [Networks.Development] = new() },
        [Database.Volume, Web.BuildVolume]);

    private static string[] Network => [Networks.Development];

    private static ComposeService Db => new()
    {
        Name = Database.Name,
        Comment = $"The database, also at localhost:{Database.HostPort}. The password is no secret: it only opens what is on this machine.",
        Image = $"{Database.Image}:{Database.Tag}",
        Environment = new Dictionary<string, string>
        {
            ["POSTGRES_DB"] = Database.DatabaseName,
            ["POSTGRES_USER"] = Database.UserName,
            ["POSTGRES_PASSWORD"] = Database.Password,
        },
        Ports = [$"127.0.0.1:{Database.HostPort}:{Database.Port}"],
        Volumes = [$"{Database.Volume}:{Database.DataPath}"],
        Networks = Network,
        Healthcheck = Database.DevelopmentHealth,
    };

    private static ComposeService MigrateService => Source with
    {
        Name = Migrate.Name,
        Comment = "Builds the program and brings the database up to date, before web starts.",
        // For web as well, which does not start without it.
        Build = new ComposeBuild("..", "development"),
        Command = ["develop", "migrate"],
        Environment = Settings.Concat(Parts.Superuser).ToDictionary(),
        DependsOn = new Dictionary<string, ComposeDependency> { [Database.Name] = ComposeDependency.Healthy },
    };

    private static ComposeService WebService => Source with
    {
        Name = Web.Name,
        Comment = "The site under dotnet watch: an edit is served at once, most of them without a restart.",
        Command = ["develop"],
        Ports = [$"127.0.0.1:{Web.Port}:{Web.Port}"],
        DependsOn = new Dictionary<string, ComposeDependency>
        {
            [Database.Name] = ComposeDependency.Healthy,
            [Migrate.Name] = ComposeDependency.Completed,
        },
        Healthcheck = Web.DevelopmentHealth,
        StopGracePeriod = "40s",
    };

    private static ComposeService AdminerService => new()
    {
        Name = Adminer.Name,
        Comment = "A look into the database by browser.",
        Image = $"{Adminer.Image}:{Adminer.Tag}",
        Environment = new Dictionary<string, string> { [Adminer.ServerVariable] = Database.Name },
        Ports = [$"127.0.0.1:{Adminer.HostPort}:{Adminer.ContainerPort}"],
        Networks = Network,
        DependsOn = new Dictionary<string, ComposeDependency> { [Database.Name] = ComposeDependency.Healthy },
    };

    // What the build makes goes into a volume: the source's own bin and obj belong to the developer's machine.
    private static ComposeService Source => new()
    {
        Name = "",
        Comment = "",
        Image = Web.DevelopmentImage,
        Environment = Settings,
        Volumes = [$"..:{Web.SourcePath}:z", $"{Web.BuildVolume}:{Web.BuildPath}"],
        Networks = Network,
    };

    private static Dictionary<string, string> Settings => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DEBUG"] = "True",
        ["APP_URL"] = $"http://localhost:{Web.Port}",
        ["DB_HOST"] = Database.Name,
        ["DB_PORT"] = $"{Database.Port}",
        [DatabaseName.Name] = Database.DatabaseName,
        [DatabaseUser.Name] = Database.UserName,
        [DatabasePassword.Name] = Database.Password,
        [EmailBackend.Name] = "console",
        [ExhibitionTimeZone.Name] = ExhibitionTimeZone.OrDefault,
        [Currency.Name] = Currency.OrDefault,
        [ImplausibleAmount.Name] = ImplausibleAmount.OrDefault,
        [PhoneRegion.Name] = PhoneRegion.Optional,
        [PollFiles.Name] = PollFiles.OrDefault,
    };
}
