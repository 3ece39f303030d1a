using System.Diagnostics;
using System.Globalization;

namespace ExhibitionCrm.AppHost;

/// <summary>postmaster.pid, in which a running server says who it is; a killed one leaves it behind.</summary>
internal sealed class PostmasterFile(string cluster)
{
    private readonly string _path = Path.Combine(cluster, "postmaster.pid");

    /// <summary>The running server of this cluster, if there is one.</summary>
    public Process? FindServer() => Read() is var (id, started) && RunningProcess.Find(id, started) is { } process && IsPostgres(process) ? process : null;

    /// <summary>Deletes the file if its process is no server, which would keep ours from starting as long as it lives.</summary>
    public void DeleteIfStale()
    {
        // Another server of the same number is left alone: ours checks that its shared memory is free.
        if (Read() is var (id, _) && (RunningProcess.Find(id) is not { } process || !IsPostgres(process)))
        {
            File.Delete(_path);
        }
    }

    private (int Id, long Started)? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        // Line 1 is the process, line 3 the start as seconds since 1970.
        var lines = File.ReadAllLines(_path);
        return lines.Length >= 3
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var id)
            && long.TryParse(lines[2], CultureInfo.InvariantCulture, out var started) ? (id, started) : null;
    }

    private static bool IsPostgres(Process process)
    {
        try
        {
            return process.ProcessName is "postgres" or "postmaster";
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
