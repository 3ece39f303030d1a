using System.Diagnostics;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The container engine, by its own client or by commands that use it.</summary>
internal static class Engine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Compose reads variables of its shell before those of .env: what the test run happens to have is kept away from it.
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "TMPDIR", "XDG_RUNTIME_DIR"];

    private static readonly Lazy<string?> Absence = new(() => WhyAbsentAsync().GetAwaiter().GetResult());

    // An engine need not tell the gateway of its own network; a container always knows.
    private static readonly Lazy<Task<string>> Gateway = new(() =>
        RunAsync("run", "--rm", "--add-host", "machine:host-gateway", "--entrypoint", "sh", StackImages.Tools, "-c", "getent hosts machine | cut -d ' ' -f 1"));

    /// <summary>Null when an engine answers, and in CI, where its lack is a failure. CRM_ENGINE=off leaves these tests out.</summary>
    public static string? WhyToSkip => Environment.GetEnvironmentVariable("CRM_ENGINE") == "off" ? "CRM_ENGINE=off leaves the stacks out"
        : Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? null
        : Absence.Value;

    /// <summary>The address at which containers reach this machine.</summary>
    public static Task<string> HostAddressAsync() => Gateway.Value;

    /// <summary>What the client prints, without the last line's end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(params string[] arguments) => (await TryAsync(new EngineCall(arguments))).Successful();

    public static async Task<EngineAnswer> TryAsync(EngineCall call)
    {
        var start = new ProcessStartInfo(call.Program, call.Arguments) { WorkingDirectory = call.Folder ?? "" };
        foreach (var name in start.Environment.Keys.Where(n => !Inherited.Contains(n) && !n.StartsWith("DOCKER_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in call.Environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var limit = new CancellationTokenSource(Patience);
        var result = await StartedProgram.RunAsync(start, call.Input, cancellationToken: limit.Token);
        return new EngineAnswer(call, result.ExitCode, result.Output, result.Error);
    }

    private static async Task<string?> WhyAbsentAsync()
    {
        var server = await TryAsync(new EngineCall(["version", "--format", "{{.Server.Version}}"]));
        var compose = await TryAsync(new EngineCall(["compose", "version", "--short"]));
        return server.ExitCode == ProcessResult.NotFound ? "docker is not installed (eng/engine installs it on Debian)"
            : server.ExitCode != 0 ? "no container engine answers (eng/engine installs one on Debian)"
            : compose.ExitCode != 0 || compose.Output.StartsWith('1') ? "Docker Compose 2 is not installed"
            : null;
    }
}

/// <param name="Input">For standard input.</param>
/// <param name="Environment">Variables of the client.</param>
internal sealed record EngineCall(
    string[] Arguments, string? Folder = null, string Input = "", IReadOnlyDictionary<string, string>? Environment = null, string Program = "docker")
{
    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}

internal sealed record EngineAnswer(EngineCall Call, int ExitCode, string Output, string Error)
{
    public string All => Output + Error;

    /// <exception cref="InvalidOperationException">It was not.</exception>
    public string Successful() => ExitCode == 0
        ? Output.TrimEnd('\n')
        : throw new InvalidOperationException($"{Call} failed ({ExitCode}): {All}");
}
