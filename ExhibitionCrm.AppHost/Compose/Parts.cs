using static ExhibitionCrm.AppHost.Compose.Variables;
using static ExhibitionCrm.AppHost.Topology;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>What the basic and the production stack have in common.</summary>
internal static class Parts
{
    private const string ScratchFolder = "/tmp";
    private static readonly string[] NoNewPrivileges = ["no-new-privileges:true"];

    /// <summary>Newer images declare a volume there, and every new container would leave one behind.</summary>
    public const string DatabaseHome = "/var/lib/postgresql";

    public static string DatabaseImage => $"{Database.Image}:{DatabaseVersion.OrDefault}-alpine";

    public static ComposeService Db { get; } = new ComposeService
    {
        Name = Database.Name,
        Comment = "The database. Its data live in a volume that only \"down -v\" removes.",
        Image = DatabaseImage,
        Environment = new Dictionary<string, string>
        {
            ["POSTGRES_DB"] = DatabaseName.OrDefault,
            ["POSTGRES_USER"] = DatabaseUser.OrDefault,
            ["POSTGRES_PASSWORD"] = DatabasePassword.Required,
            ["PGDATA"] = DatabaseFolder.OrDefault,
        },
        Volumes = [$"{Database.ProductionVolume}:{Database.DataPath}"],
        Tmpfs = [ScratchFolder, "/run/postgresql", DatabaseHome],
        Networks = Backend,
        Healthcheck = Database.Health(DatabaseUser.OrDefault, DatabaseName.OrDefault),

        // Time to write out what is in memory, and shared memory for parallel queries.
        StopGracePeriod = "60s",
        ShmSize = "128M",
    }.Hardened(DatabaseMemory.OrDefault, "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID");

    // Made by migrate: each may do what its service does, which is not to change what happened or what the database is.
    public static string WebRole => $"{DatabaseUser.OrDefault}_web";
    public static string BackupRole => $"{DatabaseUser.OrDefault}_backup";

    public static string[] Backend => [Networks.Backend];

    /// <param name="settings">Web's. This one is the owner, and makes the roles of the others.</param>
    /// <param name="others">What else it has to know.</param>
    public static ComposeService MigrateWith(IReadOnlyDictionary<string, string> settings, params (string Name, string Value)[] others) => Program with
    {
        Name = Migrate.Name,
        Comment = "Runs to its end before web starts: brings the database up to date, makes the first administrator, and lays out\n"
            + "the static files under names that hold a hash of their content.",
        // The third is the script's own name; what is said to the service goes to the verb.
        Entrypoint = ["/bin/sh", "-c", "crm migrate \"$$@\" && crm collectstatic", "migrate"],
        // For web as well, which does not start without it: two builds of one name get into each other's way.
        Build = new ComposeBuild("..", "runtime"),
        Environment = new Dictionary<string, string>([.. settings, .. Superuser, .. others.Select(other => KeyValuePair.Create(other.Name, other.Value))])
        {
            [DatabaseUser.Name] = DatabaseUser.OrDefault,
            [DatabasePassword.Name] = DatabasePassword.Required,
            ["DB_WEB_USER"] = WebRole,
            [DatabaseWebPassword.Name] = DatabaseWebPassword.Required,
        },
        Volumes = [$"{StaticFiles.Volume}:{StaticFiles.Path}"],
        DependsOn = new Dictionary<string, ComposeDependency> { [Database.Name] = ComposeDependency.Healthy },
        Restart = "no",
    };

    public static ComposeService WebWith(IReadOnlyDictionary<string, string> settings, string comment) => Program with
    {
        Name = Web.Name,
        Comment = comment,
        Environment = settings,
        Volumes = [$"{StaticFiles.Volume}:{StaticFiles.Path}:ro", $"{Media.Volume}:{Media.Path}"],
        DependsOn = new Dictionary<string, ComposeDependency>
        {
            [Database.Name] = ComposeDependency.Healthy,
            [Migrate.Name] = ComposeDependency.Completed,
        },
        Healthcheck = Web.Health,

        // Longer than the program takes: it finishes requests and the mail in hand, for 30 seconds at most.
        StopGracePeriod = "40s",
    };

    public static Dictionary<string, string> Superuser => new()
    {
        [SuperuserName.Name] = SuperuserName.Optional,
        [SuperuserEmail.Name] = SuperuserEmail.Optional,
        [SuperuserPassword.Name] = SuperuserPassword.Optional,
    };

    private static ComposeService Program => new ComposeService
    {
        Name = "",
        Comment = "",
        Image = Image.OrDefault,
        Tmpfs = [ScratchFolder],
        Networks = Backend,
    }.Hardened(WebMemory.OrDefault);

    /// <summary>Starts again by itself, and may do and take no more than it needs.</summary>
    public static ComposeService Hardened(this ComposeService service, string memory, params string[] capabilities) => service with
    {
        Restart = "unless-stopped",
        ReadOnly = true,
        CapDrop = ["ALL"],
        CapAdd = capabilities is [] ? null : capabilities,
        SecurityOpt = NoNewPrivileges,
        Deploy = new ComposeDeploy { Resources = new ComposeResources(new ComposeLimits(memory)) },
        Logging = new ComposeLogging("json-file", new Dictionary<string, string> { ["max-size"] = "10m", ["max-file"] = "5" }),
    };
}
