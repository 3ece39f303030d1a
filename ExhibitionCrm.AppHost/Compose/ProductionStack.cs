using static ExhibitionCrm.AppHost.Compose.Variables;
using static ExhibitionCrm.AppHost.Topology;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>The whole system behind nginx, with certificates and backups that take care of themselves.</summary>
internal static class ProductionStack
{
    private const string Comment = """
        Production: nginx with certificates that get themselves, any number of web processes, nightly backups.
        Written by the generator in ExhibitionCrm.AppHost. In this folder, by Compose 2 (docker-compose 1 says that "name"
        is wrong), with a .env made from .env.example:
          docker compose -f docker-compose.prod.yml up -d
          docker compose -f docker-compose.prod.yml exec web crm createsuperuser
        Later versions: ./update
        """;

    private const string Scratch = "/tmp";

    public static ComposeFile File { get; } = new(
        Comment,
        "exhibition-crm-prod",
        [NginxService, CertbotService, WebService, Parts.Db, MigrateService, BackupService, RestoreService, DashboardService],
        new Dictionary<string, ComposeNetwork>
        {
            [Networks.Backend] = new() { EnableIpv6 = BackendIpv6.OrDefault, Ipam = new([new(BackendIpv6Subnet.OrDefault)]) },
        },
        [Database.ProductionVolume, StaticFiles.Volume, Media.Volume, Certbot.ChallengesVolume]);

    public static ComposeService NginxService => new ComposeService
    {
        Name = Nginx.Name,
        Comment = "The only service that the world reaches. It answers from its first second: with a placeholder certificate until\n"
            + "certbot has the real one, and with a page that asks for patience until web is there.",
        Image = $"{Nginx.Image}:{Nginx.Tag}",
        Entrypoint = ["/bin/sh", $"{Nginx.ConfigurationPath}/start"],
        Environment = new Dictionary<string, string> { [SignInLimit.Name] = SignInLimit.OrDefault },
        Ports = [$"{Nginx.HttpPort}:{Nginx.HttpPort}", $"{Nginx.HttpsPort}:{Nginx.HttpsPort}"],
        Volumes =
        [
            $"{Nginx.ConfigurationFolder}:{Nginx.ConfigurationPath}:ro,z",
            $"{Certbot.Folder}:{Certbot.Path}:ro,z",
            $"{Certbot.ChallengesVolume}:{Certbot.ChallengesPath}:ro",
            $"{StaticFiles.Volume}:{StaticFiles.Path}:ro",
            $"{Media.Volume}:{Media.Path}:ro",
        ],
        Tmpfs = [Scratch, "/run"],
        Networks = Parts.Backend,
        DependsOn = new Dictionary<string, ComposeDependency> { [Certbot.Name] = ComposeDependency.Started },
        Healthcheck = Nginx.Health,
    }.Hardened("256M", "CHOWN", "DAC_OVERRIDE", "NET_BIND_SERVICE", "SETGID", "SETUID");

    public static ComposeService CertbotService => new ComposeService
    {
        Name = Certbot.Name,
        Comment = "Gets the certificate and renews it. After a failure it tries again, later each time.",
        Image = $"{Certbot.Image}:{Certbot.Tag}",
        Entrypoint = ["/bin/sh", $"{Certbot.Path}/run"],
        Environment = new Dictionary<string, string>
        {
            [Domain.Name] = Domain.Required,
            [LetsEncryptEmail.Name] = LetsEncryptEmail.Required,
            [AcmeServer.Name] = AcmeServer.Optional,
            [RenewSeconds.Name] = RenewSeconds.OrDefault,
            [RetrySeconds.Name] = RetrySeconds.OrDefault,
        },
        Volumes = [$"{Certbot.Folder}:{Certbot.Path}:z", $"{Certbot.ChallengesVolume}:{Certbot.ChallengesPath}"],
        // Its image declares a volume there, and every new container would leave one behind.
        Tmpfs = [Scratch, "/var/lib/letsencrypt"],
        Networks = Parts.Backend,
        Healthcheck = Certbot.Health,
    }.Hardened("256M", "CHOWN", "DAC_OVERRIDE", "FOWNER");

    public static ComposeService WebService
    {
        get
        {
            var web = Parts.WebWith(CrmSettingsOfStacks.Production, "The site, in as many processes as WEB_PROCESSES says. Only nginx reaches it.");
            return web with { Deploy = web.Deploy! with { Replicas = WebProcesses.OrDefault } };
        }
    }

    public static ComposeService MigrateService => Parts.MigrateWith(
        CrmSettingsOfStacks.Production,
        ("DB_BACKUP_USER", Parts.BackupRole),
        (DatabaseBackupPassword.Name, DatabaseBackupPassword.Required));

    public static ComposeService BackupService => new ComposeService
    {
        Name = Backup.Name,
        Comment = "A backup each night into ./backups, proved by restoring it into a scratch database; 30 days are kept.\n"
            + "By hand: exec backup backup, exec backup verify NAME.",
        Image = Parts.DatabaseImage,
        Entrypoint = ["/bin/sh", $"{Backup.ScriptsPath}/run"],
        Environment = new Dictionary<string, string>
        {
            // So that "exec backup backup" finds the script.
            ["PATH"] = $"{Backup.ScriptsPath}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["PGHOST"] = Database.Name,
            ["PGPORT"] = $"{Database.Port}",
            ["PGDATABASE"] = DatabaseName.OrDefault,
            ["PGUSER"] = Parts.BackupRole,
            ["PGPASSWORD"] = DatabaseBackupPassword.Required,
            [BackupTime.Name] = BackupTime.OrDefault,
            [ExhibitionTimeZone.Name] = ExhibitionTimeZone.OrDefault,
        },
        Volumes =
        [
            $"{Backup.ScriptsFolder}:{Backup.ScriptsPath}:ro,z",
            $"{Backup.Folder}:{Backup.Path}:z",
            $"{Certbot.Folder}:{Certbot.Path}:ro,z",
        ],
        // As for certbot: the image is the database's.
        Tmpfs = [Scratch, Parts.DatabaseHome, Database.DataPath],
        Networks = Parts.Backend,
        DependsOn = new Dictionary<string, ComposeDependency> { [Database.Name] = ComposeDependency.Healthy },
        Healthcheck = Backup.Health,
    }.Hardened("512M", "DAC_OVERRIDE");

    // Not in backup, which runs all the time: it would have to know the owner's password.
    public static ComposeService RestoreService => new ComposeService
    {
        Name = Restore.Name,
        Comment = "Puts a backup in the place of the database, as its owner; by hand alone: run --rm restore NAME.",
        Image = Parts.DatabaseImage,
        Profiles = [Restore.Name],
        Entrypoint = ["/bin/sh", $"{Backup.ScriptsPath}/restore"],
        Environment = new Dictionary<string, string>
        {
            ["PGHOST"] = Database.Name,
            ["PGPORT"] = $"{Database.Port}",
            ["PGDATABASE"] = DatabaseName.OrDefault,
            ["PGUSER"] = DatabaseUser.OrDefault,
            ["PGPASSWORD"] = DatabasePassword.Required,
        },
        Volumes = [$"{Backup.ScriptsFolder}:{Backup.ScriptsPath}:ro,z", $"{Backup.Folder}:{Backup.Path}:z"],
        Tmpfs = [Scratch, Parts.DatabaseHome, Database.DataPath],
        Networks = Parts.Backend,
        DependsOn = new Dictionary<string, ComposeDependency> { [Database.Name] = ComposeDependency.Healthy },
    }.Hardened("512M", "DAC_OVERRIDE") with
    { Restart = "no" };

    private static ComposeService DashboardService => new ComposeService
    {
        Name = Dashboard.Name,
        Comment = "Optional (--profile dashboard): shows traces, metrics and logs at http://localhost:18888, on this machine alone.\n"
            + "The token to sign in with stands in its log.",
        Image = $"{Dashboard.Image}:{Dashboard.Tag}",
        Profiles = [Dashboard.Name],
        Ports = [$"127.0.0.1:{Dashboard.Port}:{Dashboard.Port}"],
        Tmpfs = [Scratch],
        Networks = Parts.Backend,
    }.Hardened("512M") with
    {
        // It keeps the keys of its cookies in its user's home.
        ReadOnly = null,
    };
}
