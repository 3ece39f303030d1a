using System.Diagnostics;

namespace ExhibitionCrm.AppHost;

/// <summary>Runs the web program's commands with the settings of a developer's machine.</summary>
internal sealed class LocalWeb(LocalHostOptions options, string connectionString)
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(50);

    private readonly string _pidFile = PidFile(options);

    private Uri HealthAddress => new($"http://localhost:{options.Port}{Topology.Web.HealthPath}");

    public static void KillLeftover(LocalHostOptions options) => ChildProcess.KillLeftover(PidFile(options));

    /// <summary>Brings the database up to date; whether it made the administrator.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<bool> MigrateAsync(DevelopmentAdministrator administrator, CancellationToken cancellationToken)
    {
        var created = false;
        var start = Configure(new("dotnet", [Repository.WebAssembly, "migrate"]));
        foreach (var (name, value) in administrator.Settings)
        {
            start.Environment[name] = value;
        }

        await using var migrate = ChildProcess.Start(start, Topology.Migrate.Name, onLine: line => created |= DevelopmentAdministrator.IsCreatedBy(line));
        var exitCode = await migrate.WaitForExitAsync(cancellationToken);
        return exitCode == 0 ? created : throw new InvalidOperationException($"The migration failed with exit code {exitCode}; its output is above.");
    }

    public ChildProcess StartBuilt() => ChildProcess.Start(Configure(new("dotnet", [Repository.WebAssembly])), Topology.Web.Name, _pidFile);

    public ChildProcess StartWatching()
    {
        var start = Configure(new("dotnet", ["watch", "--non-interactive", "run", "--no-launch-profile"]));
        start.Environment["UseAspire"] = "false";
        start.Environment["DOTNET_WATCH_RESTART_ON_RUDE_EDIT"] = "true";
        return ChildProcess.Start(start, Topology.Web.Name, _pidFile, endsOnSignal: false);
    }

    public async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < s_startTimeout; await Task.Delay(s_pollInterval, cancellationToken))
        {
            try
            {
                using var answer = await client.GetAsync(HealthAddress, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new InvalidOperationException($"The web program did not become healthy within {s_startTimeout.TotalMinutes:0} minutes.");
    }

    private static string PidFile(LocalHostOptions options) => Path.Combine(options.DataDirectory, "web.pid");

    private ProcessStartInfo Configure(ProcessStartInfo start)
    {
        start.WorkingDirectory = Repository.WebProject;
        foreach (var (name, value) in Topology.DevelopmentSettings(options.Port))
        {
            start.Environment[name] = value;
        }

        start.Environment[$"ConnectionStrings__{Topology.Database.ConnectionName}"] = connectionString;
        start.Environment["ASPNETCORE_URLS"] = $"http://localhost:{options.Port}";
        return start;
    }
}
