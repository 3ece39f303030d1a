using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>The AppHost as a developer starts it, on data and a port of its own.</summary>
internal sealed partial class LocalHostProcess : IAsyncDisposable
{
    private const int TerminationSignal = 15;
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LocalHostProcess(string folder, int port)
    {
        _folder = folder;
        Address = new Uri($"http://localhost:{port}");
        var start = new ProcessStartInfo("dotnet", [AppHostProgram.Assembly, "--no-watch", "--port", $"{port}", "--data", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public string Output => string.Join('\n', _output);

    /// <summary>The new administrator's password, which is told once.</summary>
    public string? Password => PasswordPattern().Match(Output) is { Success: true } match ? match.Value : null;

    public int ExitCode => _process.ExitCode;

    private string WebPidFile => Path.Combine(_folder, "web.pid");

    private string ServerPidFile => Path.Combine(_folder, "postgres", "cluster", "postmaster.pid");

    /// <summary>Starts and waits until the site answers, or until the program ends.</summary>
    public static async Task<LocalHostProcess> StartAsync(string folder, int port)
    {
        var host = new LocalHostProcess(folder, port);
        await Task.WhenAny(host._ready.Task, host._process.WaitForExitAsync()).WaitAsync(s_timeout);
        return host;
    }

    public IReadOnlyList<int> ChildProcesses() => [ReadPid(WebPidFile), ReadPid(ServerPidFile)];

    public void Kill() => _process.Kill();

    public async Task StopAsync()
    {
        _ = Kill(_process.Id, TerminationSignal);
        await WaitForExitAsync();
    }

    public Task WaitForExitAsync() => _process.WaitForExitAsync().WaitAsync(s_timeout);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
    }

    private static int ReadPid(string file) => int.Parse(File.ReadAllText(file).Split(' ', '\n')[0], CultureInfo.InvariantCulture);

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (line.StartsWith("Ctrl+C", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    [GeneratedRegex(@"(?<=with the password )\S+")]
    private static partial Regex PasswordPattern();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
