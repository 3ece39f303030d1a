using YamlDotNet.Serialization;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>One service of a stack. Lists that are arrays are written on one line.</summary>
internal sealed record ComposeService
{
    [YamlIgnore]
    public required string Name { get; init; }

    /// <summary>What an operator should know about it.</summary>
    [YamlIgnore]
    public required string Comment { get; init; }

    public required string Image { get; init; }
    public ComposeBuild? Build { get; init; }
    public string[]? Profiles { get; init; }
    public string[]? Entrypoint { get; init; }
    public string[]? Command { get; init; }
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
    public IReadOnlyList<string>? Ports { get; init; }
    public IReadOnlyList<string>? Volumes { get; init; }
    public string[]? Tmpfs { get; init; }
    public string[]? Networks { get; init; }
    public IReadOnlyDictionary<string, ComposeDependency>? DependsOn { get; init; }
    public HealthCheck? Healthcheck { get; init; }
    public string? Restart { get; init; }
    public string? StopGracePeriod { get; init; }
    public string? ShmSize { get; init; }
    public bool? ReadOnly { get; init; }
    public string[]? CapDrop { get; init; }
    public string[]? CapAdd { get; init; }
    public string[]? SecurityOpt { get; init; }
    public ComposeDeploy? Deploy { get; init; }
    public ComposeLogging? Logging { get; init; }
}

internal sealed record ComposeBuild(string Context, string Target);

internal sealed record ComposeDependency(string Condition)
{
    public static ComposeDependency Started { get; } = new("service_started");
    public static ComposeDependency Healthy { get; } = new("service_healthy");
    public static ComposeDependency Completed { get; } = new("service_completed_successfully");
}

internal sealed record ComposeDeploy
{
    // Docker's default; podman-compose ignores the replicas without it.
    public string? Mode => Replicas is null ? null : "replicated";
    public string? Replicas { get; init; }
    public required ComposeResources Resources { get; init; }
}

internal sealed record ComposeResources(ComposeLimits Limits);

internal sealed record ComposeLimits(string Memory);

internal sealed record ComposeLogging(string Driver, IReadOnlyDictionary<string, string> Options);
