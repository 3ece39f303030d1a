using System.Net;
using ExhibitionCrm.Tests.Stacks;

namespace ExhibitionCrm.Tests.Swarm;

/// <summary>The three machines that eng/swarm makes, all managers of one swarm.</summary>
internal static class SwarmLab
{
    /// <summary>This machine, as nodes and containers reach it.</summary>
    public const string Machine = "10.77.0.1";

    /// <summary>A second address of this machine, for a visitor who can be told from others.</summary>
    public static readonly IPAddress OtherVisitor = IPAddress.Parse("10.77.0.2");

    private static readonly string Program = Path.Combine(StackFolder.Source, "eng", "swarm");

    public static IReadOnlyList<string> Nodes { get; } = ["n1", "n2", "n3"];

    public static IPAddress AddressOf(string node) => IPAddress.Parse($"10.77.0.1{node[1..]}");

    /// <summary>For DOCKER_HOST.</summary>
    public static string EngineOf(string node) => $"unix:///var/lib/crm-swarm/{node}/docker.sock";

    /// <param name="images">Of the main engine, for each node.</param>
    public static Task UpAsync(params string[] images) => DoAsync(["up", .. images]);

    public static Task DownAsync() => DoAsync("down");

    /// <summary>As a power cut.</summary>
    public static Task KillAsync(string node) => DoAsync("kill", node);

    public static Task StartAsync(string node) => DoAsync("start", node);

    /// <summary>The node goes on and reaches nobody; its engine is still asked from here.</summary>
    public static Task CutAsync(string node) => DoAsync("cut", node);

    public static Task PlugAsync(string node) => DoAsync("plug", node);

    /// <summary>The containers of a service that run on a node.</summary>
    public static async Task<IReadOnlyList<string>> ContainersAsync(string node, string service) =>
        (await RunAsync(node, "ps", "-q", "--filter", $"label=com.docker.swarm.service.name={service}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the client with a node's engine.</summary>
    public static Task<EngineAnswer> TryAsync(string node, params string[] arguments) => Engine.TryAsync(new EngineCall(["--host", EngineOf(node), .. arguments]));

    public static async Task<string> RunAsync(string node, params string[] arguments) => (await TryAsync(node, arguments)).Successful();

    private static async Task DoAsync(params string[] arguments) => (await Engine.TryAsync(new EngineCall(arguments, Program: Program))).Successful();
}
