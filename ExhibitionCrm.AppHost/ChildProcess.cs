using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ExhibitionCrm.AppHost;

/// <summary>A program that runs beside us, its output under a prefix, and that does not outlive us.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int TerminationSignal = 15;
    private static readonly TimeSpan s_graceTime = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string? _pidFile;
    private readonly bool _endsOnSignal;

    private ChildProcess(Process process, string? pidFile, bool endsOnSignal) => (_process, _pidFile, _endsOnSignal) = (process, pidFile, endsOnSignal);

    /// <param name="prefix">Stands before each line of its output.</param>
    /// <param name="pidFile">Remembers the process, so that the next run can end it if we are killed.</param>
    /// <param name="onLine">Sees each line of its output.</param>
    /// <param name="endsOnSignal">False for a program that does not pass the signal on to what it runs: its whole tree is killed.</param>
    public static ChildProcess Start(ProcessStartInfo start, string prefix, string? pidFile = null, Action<string>? onLine = null, bool endsOnSignal = true)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Forward(line.Data);
        process.ErrorDataReceived += (_, line) => Forward(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (pidFile is not null)
        {
            File.WriteAllText(pidFile, string.Create(CultureInfo.InvariantCulture, $"{process.Id} {RunningProcess.StartOf(process).ToUnixTimeSeconds()}"));
        }

        return new(process, pidFile, endsOnSignal);

        void Forward(string? line)
        {
            if (line is not null)
            {
                Console.WriteLine($"{prefix,-7} | {line}");
                onLine?.Invoke(line);
            }
        }
    }

    /// <summary>Ends what a killed run left running.</summary>
    public static void KillLeftover(string pidFile)
    {
        if (!File.Exists(pidFile))
        {
            return;
        }

        var note = File.ReadAllText(pidFile).Split(' ');
        if (note is [var id, var started]
            && RunningProcess.Find(int.Parse(id, CultureInfo.InvariantCulture), long.Parse(started, CultureInfo.InvariantCulture)) is { } process)
        {
            process.Kill(entireProcessTree: true);
            SpinWait.SpinUntil(() => RunningProcess.Find(process.Id) is null, s_graceTime);
        }

        File.Delete(pidFile);
    }

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
        if (_pidFile is not null)
        {
            File.Delete(_pidFile);
        }
    }

    private async Task StopAsync()
    {
        if (_endsOnSignal && !OperatingSystem.IsWindows())
        {
            _ = Kill(_process.Id, TerminationSignal);
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(s_graceTime));
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
