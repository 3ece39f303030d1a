using System.Net;
using System.Net.Sockets;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>The AppHost in a developer's terminal, without containers.</summary>
[Collection(OneAppHostAtATime.Name)]
public sealed class AppHostRunTests : IDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), $"crm-apphost-{Guid.NewGuid():N}");
    private readonly int _port = Ports.FindFree();

    public void Dispose()
    {
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [ToolFact("setsid")]
    public async Task Start_Again_HasItsDataAndLeavesNothingRunning()
    {
        IReadOnlyDictionary<int, string> processes;
        await using (var first = await AppHostRun.StartAsync(_data, _port))
        {
            Assert.True(first.Output.Contains($"Exhibition CRM runs at http://localhost:{_port}", StringComparison.Ordinal), first.Output);
            Assert.Contains("/login?t=", first.Output, StringComparison.Ordinal);
            using var client = await first.SignInAsync();
            await FirstMinute.RegisterAndBillAsync(client);
            processes = first.Processes();
            Assert.True(processes.Count >= 4, "The site, the server, its keeper and the AppHost were expected.");
            await first.StopAsync();
            Assert.DoesNotContain("   at ", first.Output, StringComparison.Ordinal);
            Assert.Equal(0, first.ExitCode);
        }

        Assert.All(processes, process => Assert.Null(RunningProcess.Find(process.Key)));
        Assert.DoesNotContain("database system was not properly shut down", await NextStartOfServerAsync(), StringComparison.Ordinal);
    }

    [ToolFact("setsid")]
    public async Task Start_AfterKillOfAppHost_HasItsData()
    {
        await using var killed = await AppHostRun.StartAsync(_data, _port);
        using (var client = await killed.SignInAsync())
        {
            await FirstMinute.RegisterAndBillAsync(client);
        }

        var processes = killed.Processes();
        await killed.KillAsync();

        foreach (var (process, command) in processes)
        {
            await Eventually.TrueAsync(() => RunningProcess.Find(process) is null, $"the orchestrator to stop {process}: {command}", TimeSpan.FromMinutes(10));
        }

        await using var again = await AppHostRun.StartAsync(_data, _port);
        using var later = await again.SignInAsync();
        await FirstMinute.FindBillAsync(later);
    }

    [ToolFact("setsid")]
    public async Task Start_PortTaken_SaysSoInOneSentenceWithTheWayOut()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();
        await using var run = await AppHostRun.StartAsync(_data, _port);
        await run.WaitForExitAsync();
        Assert.Equal(1, run.ExitCode);
        var sentence = Assert.Single(run.Output.Split('\n'), line => !line.StartsWith("Using launch settings", StringComparison.Ordinal));
        Assert.Contains($"Port {_port} is taken", sentence, StringComparison.Ordinal);
        Assert.EndsWith($"dotnet run --project ExhibitionCrm.AppHost -- --port {_port + 1}", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("70000")]
    [InlineData("-1")]
    public async Task Start_PortThatIsNone_SaysSo(string port)
    {
        var (exitCode, output) = await AppHostProgram.RunAsync("--database", "local", "--port", port);
        Assert.Equal(1, exitCode);
        Assert.Contains($"--port {port} is no port", output, StringComparison.Ordinal);
    }

    private async Task<string> NextStartOfServerAsync()
    {
        await using var server = await LocalPostgres.StartAsync(new() { DataDirectory = Path.Combine(_data, "postgres") });
        return await File.ReadAllTextAsync(server.ServerLog);
    }
}

/// <summary>A whole AppHost is several programs that start: one after another.</summary>
[CollectionDefinition(Name)]
public sealed class OneAppHostAtATime
{
    public const string Name = "AppHost";
}
