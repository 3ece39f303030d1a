using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ExhibitionCrm.AppHost;

/// <summary>postmaster.pid, in which a running server says who it is; a killed one leaves it behind.</summary>
internal sealed class PostmasterFile(string cluster)
{
    // The file has whole seconds, and a process's start is worked out from a clock that may since have been set.
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(1);

    private readonly string _path = Path.Combine(cluster, "postmaster.pid");

    /// <summary>The running server of this cluster, if there is one.</summary>
    public Process? FindServer() =>
        Read() is var (process, started) && IsPostgres(process) && (StartOf(process) - started).Duration() < s_clockTolerance ? process : null;

    /// <summary>Deletes the file if its process number belongs to no server any more but still exists, which would keep ours from starting.</summary>
    public void DeleteIfStale()
    {
        // A number that nobody has is left: the server looks after that case, and checks its shared memory first.
        if (Read() is var (process, _) && !IsPostgres(process))
        {
            File.Delete(_path);
        }
    }

    private (Process Process, DateTimeOffset Started)? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        // Line 1 is the process, line 3 the start as seconds since 1970.
        var lines = File.ReadAllLines(_path);
        if (lines.Length < 3
            || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var id)
            || !long.TryParse(lines[2], CultureInfo.InvariantCulture, out var seconds))
        {
            return null;
        }

        try
        {
            return (Process.GetProcessById(id), DateTimeOffset.FromUnixTimeSeconds(seconds));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsPostgres(Process process)
    {
        try
        {
            // A killed server that nobody has waited for (containers often lack an init process) is still listed, without memory.
            return process.ProcessName is "postgres" or "postmaster" && process.WorkingSet64 > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static DateTimeOffset StartOf(Process process)
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
