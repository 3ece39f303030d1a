using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ExhibitionCrm.Bench;

/// <summary>A program that the benchmark started, and ends at the latest when it ends itself.</summary>
internal sealed partial class ChildProgram : IAsyncDisposable
{
    private const int TerminationSignal = 15;
    private const int LinesKept = 2_000;
    private static readonly TimeSpan GraceTime = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ChildProgram(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>What it printed, of a long run the end.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Resident memory now, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The most resident memory, in bytes, since <see cref="ResetPeakMemory"/>; where a system cannot reset it, since the start.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The processor time that it used up so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void ResetPeakMemory()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");
        }
    }

    public static ChildProgram Start(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? settings = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in settings ?? [])
        {
            start.Environment[name] = value;
        }

        var child = new ChildProgram(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? settings, CancellationToken cancellationToken)
    {
        await using var child = Start(program, arguments, settings);
        await child._process.WaitForExitAsync(cancellationToken);
        return child._process.ExitCode == 0
            ? child.Output
            : throw new InvalidOperationException($"{Path.GetFileName(program)} failed with exit code {child._process.ExitCode}:\n{child.Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
    }

    private async Task StopAsync()
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                _ = Kill(_process.Id, TerminationSignal);
                await _process.WaitForExitAsync().WaitAsync(GraceTime);
            }
        }
        catch (TimeoutException)
        {
            Console.WriteLine($"{_process.ProcessName} does not stop by itself and is killed.");
        }

        _process.Kill(entireProcessTree: true);
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        while (_lines.Count > LinesKept)
        {
            _lines.TryDequeue(out _);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
