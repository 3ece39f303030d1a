using static ExhibitionCrm.AppHost.Compose.Variables;
using static ExhibitionCrm.AppHost.Topology;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>The production stack on several machines (Docker Swarm), made from the services that one machine has.</summary>
internal static class SwarmStack
{
    private const string Comment = """
        Several machines: the production stack for Docker Swarm. Written by the generator in ExhibitionCrm.AppHost.
        In this folder, on a manager, with a .env made from .env.example, and nodes labelled as README.md says:
          swarm/deploy
        Not by "docker stack deploy" alone: it reads no .env, and the scripts make the network and the secrets, say which
        version of a secret or a file is meant, and have those who ask a database elsewhere join its network (DB_NETWORK).

        What a stack of one machine has and "docker stack deploy" does not, and what stands in for it:
          tmpfs          mounts of type tmpfs
          shm_size       one at /dev/shm
          restart        deploy.restart_policy
          depends_on     the order in swarm/deploy and swarm/update; besides, each waits for what it needs
          build          an image in a registry that all nodes reach, or one that was loaded into each
          security_opt   "no-new-privileges": true in /etc/docker/daemon.json of each node
          enable_ipv6    nothing: visitors who come by IPv6 have the address of the node's own bridge
          profiles       a file for each job: docker-stack.migrate.yml, docker-stack.backup.yml, docker-stack.restore.yml
        A swarm ends tasks whose health check fails, where Compose only tells. So certbot and backup have none (their log
        says what failed: docker service logs crm_backup), web's asks about the database only until it was there once, and
        the database's has patience.
        Only a node that a service is bound to has its volumes, so nothing here needs storage that nodes share: nginx has
        static files from web, which has them in its image, and there is no folder for uploads, for there are none.
        """;

    private const string JobComment = "Written by the generator in ExhibitionCrm.AppHost, for";

    /// <summary>The stack's name, which volumes and secrets begin with.</summary>
    public const string Prefix = "${STACK:-crm}";

    private const string CertificatesVolume = "certificates";
    private const string EdgeVolume = "edge_certificates";
    private const string BackupsVolume = "backups";
    private const string CertbotScripts = "/opt/certbot";
    private const int CertbotPort = 8080;

    // A swarm's own, with which a broken version goes back by itself.
    private static readonly SwarmUpdate OneAfterAnother = new(1, "start-first", "rollback", "20s");
    private static readonly SwarmUpdate OneNodeAfterAnother = new(1, "stop-first", "rollback", "20s");
    private static readonly SwarmUpdate Back = new(1, "start-first", "pause", "20s");

    public static SwarmFile File { get; } = new(
        Comment,
        [NginxService, CertbotService, WebService, DatabaseService, BackupService],
        [ConfigFolder(Nginx.ConfigurationFolder), ConfigFolder(Certbot.Folder), ConfigFolder(Backup.ScriptsFolder)],
        [Database.ProductionVolume, CertificatesVolume, EdgeVolume, BackupsVolume]);

    public static SwarmFile MigrateFile { get; } = new($"{JobComment} swarm/deploy and swarm/update.", [MigrateJob], [], []);

    public static SwarmFile BackupFile { get; } = new(
        $"{JobComment} swarm/backup and swarm/update.", [BackupJob], [ConfigFolder(Backup.ScriptsFolder)], [CertificatesVolume, BackupsVolume]);

    public static SwarmFile RestoreFile { get; } = new(
        $"{JobComment} swarm/restore.", [RestoreJob], [ConfigFolder(Backup.ScriptsFolder)], [BackupsVolume]);

    /// <summary>Made by swarm/deploy, which can have it encrypted: a file cannot leave that to a variable.</summary>
    public static IReadOnlyDictionary<string, SwarmExternal> Network { get; } =
        new Dictionary<string, SwarmExternal> { [Networks.Backend] = new($"{Prefix}_{Networks.Backend}") };

    private static SwarmService NginxService => Of(ProductionStack.NginxService, SwarmSecrets.CertificateKey) with
    {
        Comment = "On each node labelled crm.edge, at its own ports, so that visitors' addresses arrive. It answers from its first second:\n"
            + "with the certificate that this node had last, or a placeholder, until it has certbot's. Certificates need no storage\n"
            + "that nodes share: each nginx asks certbot for them, who answers with a file encrypted by a secret of the two, so that\n"
            + "keys are safe whether or not the network is encrypted. What the authority asks for, it hands on to certbot.",
        Environment = new Dictionary<string, string>(ProductionStack.NginxService.Environment!)
        {
            ["CERTBOT_ADDRESS"] = $"{Certbot.Name}:{CertbotPort}",
            ["CERTIFICATE_KEY_FILE"] = SwarmSecrets.CertificateKey.Path,
        },
        Ports = [new(Nginx.HttpPort, Nginx.HttpPort), new(Nginx.HttpsPort, Nginx.HttpsPort)],
        Volumes = [.. Of(ProductionStack.NginxService).Volumes!, SwarmMount.Volume(EdgeVolume, Certbot.Path)],
        Configs = SwarmConfigs.Mounts(ConfigFolder(Nginx.ConfigurationFolder), Nginx.ConfigurationPath),
        Deploy = Of(ProductionStack.NginxService).Deploy with
        {
            Mode = "global",
            Placement = On("edge"),
            UpdateConfig = OneNodeAfterAnother,
        },
    };

    private static SwarmService CertbotService => Of(ProductionStack.CertbotService, SwarmSecrets.CertificateKey) with
    {
        Comment = "Gets the certificate and renews it, once for all edges. It runs where backups are kept, so that they have it as well.",
        Entrypoint = ["/bin/sh", $"{CertbotScripts}/run"],
        Environment = new Dictionary<string, string>(ProductionStack.CertbotService.Environment!)
        {
            ["SERVE_PORT"] = $"{CertbotPort}",
            ["CERTIFICATE_KEY_FILE"] = SwarmSecrets.CertificateKey.Path,
        },
        Volumes = [.. Of(ProductionStack.CertbotService).Volumes!, SwarmMount.Memory(Certbot.ChallengesPath), SwarmMount.Volume(CertificatesVolume, Certbot.Path)],
        Configs = SwarmConfigs.Mounts(ConfigFolder(Certbot.Folder), CertbotScripts),
        Healthcheck = null,
        Deploy = Of(ProductionStack.CertbotService).Deploy with { Placement = On("backup") },
    };

    private static SwarmService WebService => Of(ProductionStack.WebService, SwarmSecrets.DatabaseAuthorities) with
    {
        Comment = "The site, in as many processes as WEB_PROCESSES says, spread over zones (nodes' label crm.zone, where they have it)\n"
            + "and nodes. A new version comes process by process, the old one going when the new one is well; it goes back by itself.",
        Environment = OnSwarm(Of(ProductionStack.WebService).Environment!),
        Healthcheck = ProductionStack.WebService.Healthcheck! with
        {
            // A database that is away is nothing that another process would cure, and forms in hand come back from this one.
            Test = ["CMD", "/bin/sh", "-c", "if [ -e /tmp/healthy ]; then crm healthcheck --alive; else crm healthcheck && touch /tmp/healthy; fi"],

            // A process counts from its first good answer on, and older engines ask for the first time after an interval.
            Interval = "10s",
        },
        Deploy = Of(ProductionStack.WebService).Deploy with
        {
            Replicas = WebProcesses.OrDefault,
            Placement = new SwarmPlacement(Preferences: [new("node.labels.crm.zone")]),
            UpdateConfig = OneAfterAnother,
            RollbackConfig = Back,
        },
    };

    private static SwarmService DatabaseService => Of(Parts.Db) with
    {
        Comment = "The database, on the node labelled crm.db, which has its volume. With DB_HOST in .env there is none here: the scripts set\n"
            + "DB_REPLICAS to 0. One process at a time has the volume: where the swarm takes this node for gone and it is not, the\n"
            + "next one is started before the last has ended, and neither would see the other's process number.",
        Entrypoint = ["/bin/sh", "-c", AloneOn(Database.DataPath)],
        Volumes = [.. Of(Parts.Db).Volumes!, SwarmMount.Volume(Database.ProductionVolume, Database.DataPath)],

        // What a crash left may take minutes to be read.
        Healthcheck = Parts.Db.Healthcheck! with { Retries = 30, StartPeriod = "10m" },
        Deploy = Of(Parts.Db).Deploy with { Replicas = "${DB_REPLICAS:-1}", Placement = On("db") },
    };

    // The lock is the kernel's, so it ends with the last process that has it, whatever became of that.
    private static string AloneOn(string folder) =>
        $"trap exit INT TERM; exec 9<{folder}; until flock -n 9; do echo 'Another database process still has the volume; waiting for its end'; sleep 1; done; exec docker-entrypoint.sh postgres";

    private static SwarmService BackupService => AboutTheDatabase(ProductionStack.BackupService) with
    {
        Comment = "A backup each night on the node labelled crm.backup, proved by restoring it into a scratch database; 30 days are kept,\n"
            + "in that node's volume crm_backups. By hand: swarm/backup.",
        Volumes = [.. Backups(ProductionStack.BackupService), SwarmMount.Volume(CertificatesVolume, Certbot.Path, readOnly: true)],
        Healthcheck = null,
        Deploy = Of(ProductionStack.BackupService).Deploy with { Placement = On("backup") },
    };

    private static SwarmService MigrateJob => Of(ProductionStack.MigrateService, SwarmSecrets.DatabaseAuthorities) with
    {
        Comment = "Runs to its end before web is updated: brings the database up to date, and makes the first administrator.",
        Entrypoint = ["crm", "migrate"],
        Command = "${MIGRATE_OPTIONS:-}",
        Environment = OnSwarm(Of(ProductionStack.MigrateService).Environment!),
        Deploy = Job(ProductionStack.MigrateService),
    };

    private static SwarmService BackupJob => AboutTheDatabase(ProductionStack.BackupService) with
    {
        Name = "backup-now",
        Comment = "A backup, or, with BACKUP_COMMAND=verify NAME, a look at one.",
        Entrypoint = ["/bin/sh"],
        Command = $"{Backup.ScriptsPath}/${{BACKUP_COMMAND:-backup}}",
        Volumes = [.. Backups(ProductionStack.BackupService), SwarmMount.Volume(CertificatesVolume, Certbot.Path, readOnly: true)],
        Healthcheck = null,
        Deploy = Job(ProductionStack.BackupService) with { Placement = On("backup") },
    };

    private static SwarmService RestoreJob => AboutTheDatabase(ProductionStack.RestoreService) with
    {
        Comment = "Puts a backup in the place of the database, as its owner.",
        Command = "${RESTORE_ARGUMENTS:?Restore by swarm/restore}",
        Volumes = [.. Backups(ProductionStack.RestoreService)],
        Deploy = Job(ProductionStack.RestoreService) with { Placement = On("backup") },
    };

    private static SwarmService Of(ComposeService service, params SwarmSecret[] secrets)
    {
        var same = SwarmService.From(service, secrets);
        return same with { Deploy = same.Deploy with { EndpointMode = "dnsrr" } };
    }

    private static SwarmService AboutTheDatabase(ComposeService service)
    {
        var same = Of(service, SwarmSecrets.DatabaseAuthorities);
        return same with
        {
            Environment = new Dictionary<string, string>(same.Environment!.Where(setting => setting.Key != "PATH"))
            {
                ["PGHOST"] = DatabaseHost.OrDefault,
                ["PGPORT"] = DatabaseHostPort.OrDefault,
                ["PGSSLMODE"] = DatabaseSslMode.OrDefault,
                ["PGSSLROOTCERT"] = SwarmSecrets.DatabaseAuthorities.File,

                // Of several hosts the one that can be written to.
                ["PGTARGETSESSIONATTRS"] = "read-write",
                ["CRM_SWARM"] = "yes",
            },
            Configs = SwarmConfigs.Mounts(ConfigFolder(Backup.ScriptsFolder), Backup.ScriptsPath),
        };
    }

    // By the network's addresses: nginx' name has only those whose health was asked already, and visitors come sooner.
    private static Dictionary<string, string> OnSwarm(IReadOnlyDictionary<string, string> settings) => new(settings)
    {
        ["TRUSTED_PROXIES"] = "${BACKEND_SUBNET:?Deploy by swarm/deploy}",
        ["DB_HOST"] = DatabaseHost.OrDefault,
        ["DB_PORT"] = DatabaseHostPort.OrDefault,
        [DatabaseSslMode.Name] = DatabaseSslMode.OrDefault,
        [DatabaseAuthorities.Name] = SwarmSecrets.DatabaseAuthorities.File,

        // The name of a server whose machine is gone is asked about outside. Where that does not answer, the engine says
        // nothing, and ten seconds would pass with each look.
        ["RES_OPTIONS"] = "timeout:1 attempts:2",
    };

    private static SwarmDeploy Job(ComposeService service) => Of(service).Deploy with { Mode = "replicated-job", RestartPolicy = SwarmRestart.Never, EndpointMode = null };

    private static IEnumerable<SwarmMount> Backups(ComposeService service) => [.. Of(service).Volumes!, SwarmMount.Volume(BackupsVolume, Backup.Path)];

    private static SwarmPlacement On(string label) => new([$"node.labels.crm.{label} == true"]);

    private static string ConfigFolder(string folder) => folder[2..];
}
