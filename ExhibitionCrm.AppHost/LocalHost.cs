using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ExhibitionCrm.AppHost;

/// <summary>Runs the site where Aspire's packages cannot be had: a database server and the web program, nothing more.</summary>
internal static class LocalHost
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(3);

    public static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            return await RunAsync(LocalHostOptions.Parse(args), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            Console.WriteLine("Stopping.");
            stop.Cancel();
        }
    }

    private static async Task<int> RunAsync(LocalHostOptions options, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Running without Aspire ({Repository.AspireReason}): PostgreSQL and the web program as plain processes.");
        var webPidFile = Path.Combine(options.DataDirectory, "web.pid");

        await using var postgres = await LocalPostgres.StartAsync(
            new() { DataDirectory = Path.Combine(options.DataDirectory, "postgres"), Log = Console.WriteLine }, cancellationToken);
        ChildProcess.KillLeftover(webPidFile);
        EnsureFree(options.Port);
        await postgres.CreateDatabaseIfMissingAsync(Topology.Database.DatabaseName, cancellationToken: cancellationToken);

        var administrator = new DevelopmentAdministrator();
        var created = await MigrateAsync(options, postgres, administrator, cancellationToken);

        await using var web = ChildProcess.Start(WebProcess(options, postgres), Topology.Web.Name, webPidFile);
        var webExit = web.WaitForExitAsync(cancellationToken);
        var ready = WaitUntilHealthyAsync(options.Port, cancellationToken);
        if (await Task.WhenAny(ready, webExit) == ready)
        {
            await ready;
            Console.WriteLine($"Exhibition CRM runs at http://localhost:{options.Port}");
            Console.WriteLine(administrator.HowToSignIn(created));
            Console.WriteLine("Ctrl+C stops it.");
        }

        var end = await Task.WhenAny(webExit, postgres.WaitForExitAsync(cancellationToken));
        await end;
        Console.WriteLine(end == webExit ? "The web program ended." : "The database server ended.");
        return 1;
    }

    private static void EnsureFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new InvalidOperationException(
                $"Port {port} is taken by another program. Stop it, or choose another one: dotnet run --project ExhibitionCrm.AppHost -- --port {port + 1}", e);
        }
    }

    private static async Task<bool> MigrateAsync(
        LocalHostOptions options, LocalPostgres postgres, DevelopmentAdministrator administrator, CancellationToken cancellationToken)
    {
        var created = false;
        var start = Configure(new("dotnet", [Repository.WebAssembly, "migrate"]), options, postgres);
        foreach (var (name, value) in administrator.Settings)
        {
            start.Environment[name] = value;
        }

        await using var migrate = ChildProcess.Start(start, Topology.Migrate.Name, onLine: line => created |= DevelopmentAdministrator.IsCreatedBy(line));
        var exitCode = await migrate.WaitForExitAsync(cancellationToken);
        return exitCode == 0 ? created : throw new InvalidOperationException($"The migration failed with exit code {exitCode}; its output is above.");
    }

    private static ProcessStartInfo WebProcess(LocalHostOptions options, LocalPostgres postgres)
    {
        var start = Configure(
            new("dotnet", options.Watch ? ["watch", "--non-interactive", "run", "--no-launch-profile"] : [Repository.WebAssembly]), options, postgres);
        // For the build under dotnet watch: the answer that this build had.
        start.Environment["UseAspire"] = "false";
        start.Environment["DOTNET_WATCH_RESTART_ON_RUDE_EDIT"] = "true";
        return start;
    }

    private static ProcessStartInfo Configure(ProcessStartInfo start, LocalHostOptions options, LocalPostgres postgres)
    {
        start.WorkingDirectory = Repository.WebProject;
        foreach (var (name, value) in Topology.DevelopmentSettings(options.Port))
        {
            start.Environment[name] = value;
        }

        start.Environment[$"ConnectionStrings__{Topology.Database.ConnectionName}"] = postgres.ConnectionString(Topology.Database.DatabaseName);
        start.Environment["ASPNETCORE_URLS"] = $"http://localhost:{options.Port}";
        return start;
    }

    private static async Task WaitUntilHealthyAsync(int port, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_startTimeout);
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://localhost:{port}{Topology.Web.HealthPath}"), timeout.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new InvalidOperationException($"The web program did not become healthy within {s_startTimeout.TotalMinutes:0} minutes.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), timeout.Token);
        }
    }
}
