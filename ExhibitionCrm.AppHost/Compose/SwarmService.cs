using YamlDotNet.Serialization;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>One service of a stack of Docker Swarm: what "docker stack deploy" takes without a warning, and no more.</summary>
internal sealed record SwarmService
{
    [YamlIgnore]
    public required string Name { get; init; }

    [YamlIgnore]
    public required string Comment { get; init; }

    public required string Image { get; init; }
    public string[]? Entrypoint { get; init; }

    /// <summary>Split as a shell would.</summary>
    public string? Command { get; init; }
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
    public IReadOnlyList<SwarmPort>? Ports { get; init; }
    public IReadOnlyList<SwarmMount>? Volumes { get; init; }
    public IReadOnlyList<SwarmConfigMount>? Configs { get; init; }
    public string[]? Secrets { get; init; }
    public string[]? Networks { get; init; }
    public HealthCheck? Healthcheck { get; init; }
    public string? StopGracePeriod { get; init; }
    public bool? ReadOnly { get; init; }
    public string[]? CapDrop { get; init; }
    public string[]? CapAdd { get; init; }
    public required SwarmDeploy Deploy { get; init; }
    public ComposeLogging? Logging { get; init; }

    /// <summary>
    /// What a service of one machine is on a swarm: secrets from files, memory file systems as mounts, and a restart rule
    /// of the swarm's. What is about one machine (its volumes, ports, build and the order of starts) is not taken over.
    /// </summary>
    public static SwarmService From(ComposeService service, params SwarmSecret[] furtherSecrets)
    {
        var environment = service.Environment ?? new Dictionary<string, string>();
        SwarmSecret[] secrets = [.. environment.Values.Select(SwarmSecrets.Of).OfType<SwarmSecret>(), .. furtherSecrets];
        IEnumerable<SwarmMount> memory = (service.Tmpfs ?? []).Select(path => SwarmMount.Memory(path));
        return new SwarmService
        {
            Name = service.Name,
            Comment = service.Comment,
            Image = service.Image,
            Entrypoint = service.Entrypoint,
            Environment = environment.Select(SwarmSecrets.FromFile).ToDictionary(),
            Volumes = [.. memory, .. service.ShmSize is null ? [] : new[] { SwarmMount.Memory("/dev/shm", Bytes(service.ShmSize)) }],
            Secrets = secrets is [] ? null : [.. secrets.Select(secret => secret.Name)],
            Networks = service.Networks,
            Healthcheck = service.Healthcheck,
            StopGracePeriod = service.StopGracePeriod,
            ReadOnly = service.ReadOnly,
            CapDrop = service.CapDrop,
            CapAdd = service.CapAdd,
            Deploy = new SwarmDeploy
            {
                RestartPolicy = service.Restart is "unless-stopped" ? SwarmRestart.Always : SwarmRestart.Never,
                Resources = service.Deploy!.Resources,
            },
            Logging = service.Logging,
        };
    }

    private static long Bytes(string size) =>
        size.EndsWith('M') ? long.Parse(size[..^1], System.Globalization.CultureInfo.InvariantCulture) << 20 : throw new ArgumentException($"{size} is not in megabytes.", nameof(size));
}

internal sealed record SwarmPort(int Target, int Published)
{
    public string Protocol { get; } = "tcp";

    /// <summary>Of the machine that the task runs on: the visitor's address arrives, which the swarm's own way hides.</summary>
    public string Mode { get; } = "host";
}

internal sealed record SwarmMount(string Type, string? Source, string Target)
{
    public bool? ReadOnly { get; init; }
    public SwarmMemory? Tmpfs { get; init; }

    public static SwarmMount Memory(string path, long? bytes = null) => new("tmpfs", null, path) { Tmpfs = bytes is null ? null : new SwarmMemory(bytes.Value) };

    public static SwarmMount Volume(string name, string path, bool readOnly = false) => new("volume", name, path) { ReadOnly = readOnly ? true : null };
}

/// <param name="Size">In bytes.</param>
internal sealed record SwarmMemory(long Size);

internal sealed record SwarmConfigMount(string Source, string Target);

internal sealed record SwarmDeploy
{
    /// <summary>replicated (the default), global or replicated-job.</summary>
    public string? Mode { get; init; }
    public string? Replicas { get; init; }

    /// <summary>dnsrr: a name has the addresses of all tasks that are healthy. The other way needs IP_VS in each kernel.</summary>
    public string? EndpointMode { get; init; }
    public SwarmPlacement? Placement { get; init; }
    public SwarmUpdate? UpdateConfig { get; init; }
    public SwarmUpdate? RollbackConfig { get; init; }
    public required SwarmRestart RestartPolicy { get; init; }
    public required ComposeResources Resources { get; init; }
}

internal sealed record SwarmPlacement(string[]? Constraints = null, IReadOnlyList<SwarmSpread>? Preferences = null);

internal sealed record SwarmSpread(string Spread);

internal sealed record SwarmUpdate(int Parallelism, string Order, string FailureAction, string Monitor);

internal sealed record SwarmRestart(string Condition, string? Delay)
{
    public static SwarmRestart Always { get; } = new("any", "5s");
    public static SwarmRestart Never { get; } = new("none", null);
}
