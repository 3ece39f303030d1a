using System.Net.NetworkInformation;
using System.Text;
using System.Text.Json;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>
/// The ports that a stack publishes. They stay as committed where they are free, which in CI they are; on a machine that
/// uses one already, a further file moves the service to another.
/// </summary>
internal sealed class StackPorts
{
    private readonly List<(string Service, int Target, string? Address, int Published)> _ports = [];

    /// <param name="config">What "docker compose config --format json" prints.</param>
    public StackPorts(string config)
    {
        using var document = JsonDocument.Parse(config);
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port).ToHashSet();
        foreach (var service in document.RootElement.GetProperty("services").EnumerateObject())
        {
            foreach (var port in service.Value.TryGetProperty("ports", out var ports) ? ports.EnumerateArray() : default)
            {
                var published = int.Parse(port.GetProperty("published").GetString()!, null);
                var address = port.TryGetProperty("host_ip", out var ip) ? ip.GetString() : null;
                _ports.Add((service.Name, port.GetProperty("target").GetInt32(), address, taken.Contains(published) ? Ports.FindFree() : published));
                IsMoved |= taken.Contains(published);
            }
        }
    }

    /// <summary>Whether <see cref="Override"/> is needed.</summary>
    public bool IsMoved { get; }

    /// <summary>All of them, for Compose.</summary>
    public string Override()
    {
        var yaml = new StringBuilder("services:\n");
        foreach (var service in _ports.GroupBy(p => p.Service))
        {
            yaml.Append(null, $"  {service.Key}:\n    ports: !override\n");
            foreach (var (_, target, address, published) in service)
            {
                yaml.Append(null, $"      - \"{(address is null ? "" : $"{address}:")}{published}:{target}\"\n");
            }
        }

        return yaml.ToString();
    }

    /// <summary>The port of this machine behind which a service listens.</summary>
    public int this[string service, int target] => _ports.Single(p => p.Service == service && p.Target == target).Published;

    public IEnumerable<(string Service, int Target, string? Address)> All => _ports.Select(p => (p.Service, p.Target, p.Address));
}
