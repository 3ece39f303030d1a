using ExhibitionCrm.Tests.Stacks;

namespace ExhibitionCrm.Tests.Swarm;

/// <summary>Needs a container engine and the rights to start three more: skipped where they are missing, but never in CI.</summary>
public sealed class SwarmFactAttribute : FactAttribute
{
    public SwarmFactAttribute() => Skip = WhyToSkip;

    public static string? WhyToSkip { get; } = Engine.WhyToSkip
        ?? (Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? null
        : !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess ? "a swarm of three machines on one needs Linux and root"
        : Tools.WhyToSkip(["dockerd", "ip", "iptables", "nsenter", "unshare"]));
}
