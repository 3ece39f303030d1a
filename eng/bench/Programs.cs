using System.Diagnostics;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Bench;

/// <summary>Programs that the benchmark starts, and what they use up.</summary>
internal static class Programs
{
    public static StartedProgram Start(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> settings) =>
        StartedProgram.Start(With(settings, new ProcessStartInfo(program, arguments)));

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken) =>
        (await StartedProgram.RunAsync(With(settings, new ProcessStartInfo(program, arguments)), cancellationToken: cancellationToken)).OutputOf(Path.GetFileName(program));

    /// <summary>Resident memory now, in bytes.</summary>
    public static long Memory(this StartedProgram program) => Refreshed(program).WorkingSet64;

    /// <summary>The most resident memory, in bytes, since <see cref="ResetPeakMemory"/>; where a system cannot reset it, since the start.</summary>
    public static long PeakMemory(this StartedProgram program) => Refreshed(program).PeakWorkingSet64;

    /// <summary>The processor time that it used up so far.</summary>
    public static TimeSpan ProcessorTime(this StartedProgram program) => Refreshed(program).TotalProcessorTime;

    public static void ResetPeakMemory(this StartedProgram program)
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText($"/proc/{program.Id}/clear_refs", "5");
        }
    }

    private static Process Refreshed(StartedProgram program)
    {
        program.Process.Refresh();
        return program.Process;
    }

    private static ProcessStartInfo With(IEnumerable<KeyValuePair<string, string>> settings, ProcessStartInfo start)
    {
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
