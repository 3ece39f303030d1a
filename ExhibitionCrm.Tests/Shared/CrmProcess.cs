using System.Diagnostics;
using System.Text.RegularExpressions;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests;

/// <summary>The web program as a process of its own, for what only a process shows: exit codes, signals, kills.</summary>
public sealed partial class CrmProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // What a program needs to run at all; everything else that the test run happens to have is kept away from it.
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE"];

    private readonly StartedProgram _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CrmProcess(ProcessStartInfo start) => _process = StartedProgram.Start(start, Read);

    /// <summary>Standard output and error, in the order in which they came.</summary>
    public string Output => _process.Output;

    public int Id => _process.Id;

    /// <summary>Where it serves, once <see cref="WaitUntilHealthyAsync"/> is through.</summary>
    public Uri Url => _listening.Task.IsCompletedSuccessfully ? _listening.Task.Result : throw new InvalidOperationException("It does not listen yet.");

    /// <summary>Starts the site, or a verb. Settings are named as in <see cref="CrmSite.AllSettings"/>; null leaves one out.</summary>
    public static CrmProcess Start(IEnumerable<KeyValuePair<string, string?>> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ExhibitionCrm.Web.dll"), .. arguments]);
        foreach (var name in start.Environment.Keys.Where(n => !Inherited.Contains(n.ToUpperInvariant()) && !n.StartsWith("DOTNET", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings.Where(s => s.Value is not null && s.Key != "Logging:Console:LogLevel:Default"))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new CrmProcess(start);
    }

    /// <summary>Runs a verb, or a start that fails, to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<KeyValuePair<string, string?>> settings, params string[] arguments)
    {
        await using var crm = Start(settings, arguments);
        crm.Input.Close();
        return (await crm.WaitForExitAsync(), crm.Output);
    }

    /// <summary>For verbs that ask.</summary>
    public StreamWriter Input => _process.Process.StandardInput;

    public async Task WaitUntilHealthyAsync()
    {
        var end = _process.Process.WaitForExitAsync();
        if (await Task.WhenAny(_listening.Task, end).WaitAsync(Patience) == end)
        {
            throw new InvalidOperationException($"The program ended: {Output}");
        }

        using var client = new HttpClient { BaseAddress = Url };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(50))
        {
            using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative));
            if (answer.IsSuccessStatusCode)
            {
                return;
            }
        }

        throw new TimeoutException($"The program does not become healthy: {Output}");
    }

    public Task<int> WaitForExitAsync() => _process.WaitForExitAsync(Patience);

    /// <summary>SIGKILL: it has no chance to do anything.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGTERM, as an orchestrator stops it; waits for the end.</summary>
    public async Task<int> StopAsync()
    {
        _process.Terminate();
        return await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _process.DisposeAsync();
    }

    private void Read(string line)
    {
        if (ListeningPattern().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Value));
        }
    }

    [GeneratedRegex(@"(?<=listening on: )http://\S+")]
    private static partial Regex ListeningPattern();
}
