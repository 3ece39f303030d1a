using System.Diagnostics;

namespace ExhibitionCrm.AppHost;

/// <summary>Aspire's orchestrator, which goes on for a moment after the AppHost has stopped everything.</summary>
internal static class Orchestrator
{
    private const string ProcessName = "dcp";

    // Another AppHost's orchestrator cannot be told from ours; it shall not hold us up for long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for its processes to end, so that nothing runs any more when the prompt is back.</summary>
    public static async Task WaitForEndAsync()
    {
        using var self = Process.GetCurrentProcess();
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < Patience && IsRunningSince(self.StartTime); await Task.Delay(Interval))
        {
        }
    }

    private static bool IsRunningSince(DateTime start) =>
        Array.Exists(Process.GetProcessesByName(ProcessName), process => RunningProcess.StartOf(process) > start && RunningProcess.Find(process.Id) is not null);
}
