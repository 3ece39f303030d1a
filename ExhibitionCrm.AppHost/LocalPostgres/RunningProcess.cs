using System.ComponentModel;
using System.Diagnostics;

namespace ExhibitionCrm.AppHost;

/// <summary>Finds a process that was noted down earlier, although its number may by now be another program's.</summary>
internal static class RunningProcess
{
    // Every process works out start times anew from the time since boot, and notes have whole seconds.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <param name="id">Its number.</param>
    /// <param name="started">Its start, as seconds since 1970.</param>
    public static Process? Find(int id, long started) =>
        Find(id) is { } process && (StartOf(process) - DateTimeOffset.FromUnixTimeSeconds(started)).Duration() < ClockTolerance ? process : null;

    public static Process? Find(int id)
    {
        try
        {
            var process = Process.GetProcessById(id);
            // A killed process that nobody has waited for (containers often lack an init process) is still listed, without memory.
            return process.WorkingSet64 > 0 ? process : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    public static DateTimeOffset StartOf(Process process)
    {
        try
        {
            return process.StartTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return DateTimeOffset.MinValue;
        }
    }
}
