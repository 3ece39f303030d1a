using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ExhibitionCrm.AppHost;

/// <summary>A program that this one started: what it prints is read all the while, and it ends at the latest when this is disposed.</summary>
public sealed partial class StartedProgram : IAsyncDisposable
{
    private const int TerminationSignal = 15;
    private const int LinesKept = 20_000;
    private static readonly TimeSpan GraceTime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _lines = new();

    private StartedProgram(Process process) => Process = process;

    public Process Process { get; }

    public int Id => Process.Id;

    public bool HasExited => Process.HasExited;

    public int ExitCode => Process.ExitCode;

    /// <summary>What it printed, to standard output and error in the order in which it came; of a long run the end.</summary>
    public string Output => string.Join('\n', _lines);

    /// <param name="onLine">Gets each line that it prints, on any thread.</param>
    public static StartedProgram Start(ProcessStartInfo start, Action<string>? onLine = null)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var child = new StartedProgram(new Process { StartInfo = start });
        void Read(object sender, DataReceivedEventArgs line) => child.Keep(line.Data, onLine);
        child.Process.OutputDataReceived += Read;
        child.Process.ErrorDataReceived += Read;
        child.Process.Start();
        child.Process.BeginOutputReadLine();
        child.Process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="input">For its standard input; null to leave that as it is.</param>
    /// <param name="capture">False for a program that leaves another one running, which would hold our pipes open.</param>
    /// <exception cref="OperationCanceledException">It took too long, and was killed with all that it started.</exception>
    public static async Task<ProcessResult> RunAsync(
        ProcessStartInfo start, string? input = null, bool capture = true, CancellationToken cancellationToken = default)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = capture;
        start.RedirectStandardInput = input is not null;
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            var output = capture ? process.StandardOutput.ReadToEndAsync(cancellationToken) : Task.FromResult("");
            var error = capture ? process.StandardError.ReadToEndAsync(cancellationToken) : Task.FromResult("");
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input);
                process.StandardInput.Close();
            }

            await process.WaitForExitAsync(cancellationToken);
            return new ProcessResult(process.ExitCode, await output, await error);
        }
        catch (Win32Exception e)
        {
            return new ProcessResult(ProcessResult.NotFound, "", e.Message);
        }
        catch (OperationCanceledException)
        {
            process?.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            process?.Dispose();
        }
    }

    public static Task<ProcessResult> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken = default) =>
        RunAsync(new ProcessStartInfo(program, arguments), cancellationToken: cancellationToken);

    /// <summary>Asks it to end, as a terminal or an orchestrator does. Not on Windows.</summary>
    /// <param name="group">With all of its process group, of which it is the leader.</param>
    public void Terminate(bool group = false) => _ = Kill(group ? -Process.Id : Process.Id, TerminationSignal);

    /// <summary>It has no chance to do anything.</summary>
    public async Task KillAsync()
    {
        Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync();
    }

    /// <exception cref="TimeoutException">It does not end.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan patience)
    {
        await Process.WaitForExitAsync().WaitAsync(patience);
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            await StopAsync();
        }

        Process.Dispose();
    }

    private async Task StopAsync()
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                Terminate();
                await WaitForExitAsync(GraceTime);
            }
        }
        catch (TimeoutException)
        {
            // It does not stop by itself.
        }

        Process.Kill(entireProcessTree: true);
    }

    private void Keep(string? line, Action<string>? onLine)
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

        onLine?.Invoke(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

/// <summary>How a program ended and what it printed.</summary>
public sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    public const int NotFound = 127;

    public bool Succeeded => ExitCode == 0;

    /// <summary>Both, for people.</summary>
    public string All => $"{Output}{Error}".Trim();

    /// <summary>What it printed to standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public string OutputOf(string program) =>
        Succeeded ? Output : throw new InvalidOperationException($"{program} failed with exit code {ExitCode}:\n{All}");
}
