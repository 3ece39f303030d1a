namespace ExhibitionCrm.AppHost.Compose;

/// <summary>A stack: as much of the Compose specification as ours use. Properties are written in the order they have here.</summary>
/// <param name="Comment">Stands at the head of the file.</param>
/// <param name="Name">The project's name, which volumes and containers begin with.</param>
/// <param name="Services">In the order in which a person reads them.</param>
internal sealed record ComposeFile(
    string Comment,
    string Name,
    IReadOnlyList<ComposeService> Services,
    IReadOnlyDictionary<string, ComposeNetwork> Networks,
    IReadOnlyList<string> Volumes);

internal sealed record ComposeNetwork
{
    public string Driver { get; } = "bridge";
    public string? EnableIpv6 { get; init; }
    public ComposeIpam? Ipam { get; init; }
}

internal sealed record ComposeIpam(IReadOnlyList<ComposeSubnet> Config);

internal sealed record ComposeSubnet(string Subnet);
