using System.Diagnostics;

namespace ExhibitionCrm.AppHost;

/// <summary>Runs a short-lived program and returns what it printed.</summary>
internal static class Command
{
    /// <param name="capture">False for a program that leaves another one running, which would hold our pipes open.</param>
    public static async Task<CommandResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken, bool capture = true)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = capture;
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            var output = capture ? process.StandardOutput.ReadToEndAsync(cancellationToken) : Task.FromResult("");
            var error = capture ? process.StandardError.ReadToEndAsync(cancellationToken) : Task.FromResult("");
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, $"{await output}{await error}".Trim());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new(CommandResult.NotFound, e.Message);
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

    public static Task<CommandResult> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(new ProcessStartInfo(program, arguments), cancellationToken);
}

/// <summary>The exit code of a program and what it printed.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public const int NotFound = 127;

    public bool Succeeded => ExitCode == 0;
}
