using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ExhibitionCrm.AppHost;

/// <summary>How this start differs from the usual one, from the command line (<c>-- --port 8001</c>) or the environment.</summary>
internal sealed class AppHostSettings
{
    private const string WebPortOption = "port";
    private const string DatabasePortOption = "db-port";
    private const string AdminerPortOption = "adminer-port";
    private const string VolumeOption = "db-volume";
    private const string DataOption = "data";

    private readonly IConfiguration _configuration;
    private readonly bool _isPublishing;

    private AppHostSettings(IDistributedApplicationBuilder builder, string? containerRuntime)
    {
        (_configuration, _isPublishing, ContainerRuntime) = (builder.Configuration, builder.ExecutionContext.IsPublishMode, containerRuntime);
        WebPort = Port(WebPortOption, Topology.Web.Port);
        DatabasePort = Port(DatabasePortOption, Topology.Database.HostPort);
        AdminerPort = Port(AdminerPortOption, Topology.Adminer.HostPort);
    }

    /// <summary>What stands in the way of this start, as a sentence with the way out; null when nothing does.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>The program that runs containers; null where there is none.</summary>
    public string? ContainerRuntime { get; }

    /// <summary>Null: any free port.</summary>
    public int? WebPort { get; }

    /// <summary>Of the database's container; null: any free port.</summary>
    public int? DatabasePort { get; }

    /// <summary>Null: any free port.</summary>
    public int? AdminerPort { get; }

    /// <summary>The volume of the database's container; null for one that goes with it.</summary>
    public string? Volume => _configuration[VolumeOption] ?? (IsIsolated ? null : Topology.Database.Volume);

    /// <summary>The container's name follows from the volume's, and an engine gives a name once: a volume never has two servers.</summary>
    public string? DatabaseContainer => Volume is null ? null : $"crm-db-{Volume}";

    public string PostgresData => Path.Combine(DataFolder, "postgres");

    public string MailFolder => Path.Combine(DataFolder, "mail");

    private string DataFolder => Path.GetFullPath(_configuration[DataOption] ?? Path.Combine(Repository.Root, ".data", IsIsolated ? "isolated" : ""));

    // Tests and "aspire run --isolated" run beside a developer's own start: on other ports, and on other data.
    private bool IsIsolated => _configuration.GetValue<bool>("DcpPublisher:RandomizePorts");

    public static async Task<AppHostSettings> ReadAsync(IDistributedApplicationBuilder builder)
    {
        var settings = new AppHostSettings(builder, await AppHost.ContainerRuntime.FindAsync(builder));
        if (!settings._isPublishing)
        {
            await settings.LookForTakenPortsAsync();
        }

        return settings;
    }

    private int? Port(string option, int usual)
    {
        if (_configuration[option] is not { } text)
        {
            return IsIsolated ? null : usual;
        }

        if (!ushort.TryParse(text, CultureInfo.InvariantCulture, out var port))
        {
            Obstacle ??= $"--{option} {text} is no port; ports go from 1 to 65535, and 0 stands for any free one.";
        }

        return port > 0 ? port : null;
    }

    private async Task LookForTakenPortsAsync()
    {
        Look(WebPort, "the site is to be reached there (perhaps it runs already)", WebPortOption);
        if (ContainerRuntime is not null)
        {
            Look(AdminerPort, "Adminer is to be reached there", AdminerPortOption);
            if (Ports.IsTaken(DatabasePort) && !await AppHost.ContainerRuntime.IsRunningAsync(ContainerRuntime, DatabaseContainer))
            {
                Look(DatabasePort, "the database is to be reached there", DatabasePortOption);
            }
        }
    }

    private void Look(int? port, string purpose, string option)
    {
        if (Ports.IsTaken(port))
        {
            Obstacle ??= $"Port {port} is taken by another program, and {purpose}. Stop that program, or choose another port: "
                + $"dotnet run --project ExhibitionCrm.AppHost -- --{option} {port + 1}";
        }
    }
}
