using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ExhibitionCrm.AppHost.Compose;

namespace ExhibitionCrm.AppHost;

/// <summary>Runs the site where Aspire's packages cannot be had: a database server and the web program, nothing more.</summary>
internal static class LocalHost
{
    private static readonly TimeSpan s_portTimeout = TimeSpan.FromSeconds(3);

    public static async Task<int> Main(string[] args)
    {
        if (args is [ComposeCommand.Verb, .. var options])
        {
            return ComposeCommand.Run(options);
        }

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

        await using var postgres = await LocalPostgres.StartAsync(
            new() { DataDirectory = Path.Combine(options.DataDirectory, "postgres"), Log = Console.WriteLine }, cancellationToken);
        await postgres.CreateDatabaseIfMissingAsync(Topology.Database.DatabaseName, cancellationToken: cancellationToken);
        LocalWeb.KillLeftover(options);
        await EnsureFreeAsync(options.Port, cancellationToken);

        var administrator = new DevelopmentAdministrator();
        var web = new LocalWeb(options, postgres.ConnectionString(Topology.Database.DatabaseName));
        var created = await web.MigrateAsync(administrator, cancellationToken);
        var databaseEnd = postgres.WaitForExitAsync(cancellationToken);
        if (!await RunUntilChangeAsync(options, web, databaseEnd, administrator.HowToSignIn(created), cancellationToken))
        {
            return 1;
        }

        Console.WriteLine("A source file has changed: dotnet watch takes over. It needs a while now, and follows further changes at once.");
        await using var watching = web.StartWatching();
        await EndAsync(watching, databaseEnd, cancellationToken);
        return 1;
    }

    // The built program is there in a second, where dotnet watch needs many: so that begins only when there is something to follow.
    private static async Task<bool> RunUntilChangeAsync(
        LocalHostOptions options, LocalWeb web, Task databaseEnd, string howToSignIn, CancellationToken cancellationToken)
    {
        await using var built = web.StartBuilt();
        var end = EndAsync(built, databaseEnd, cancellationToken);
        var ready = web.WaitUntilHealthyAsync(cancellationToken);
        if (await Task.WhenAny(ready, end) == ready)
        {
            await ready;
            Console.WriteLine($"Exhibition CRM runs at http://localhost:{options.Port}");
            Console.WriteLine(howToSignIn);
            Console.WriteLine("Ctrl+C stops it.");
        }

        var change = options.Watch ? LocalSources.WaitForChangeAsync(cancellationToken) : Task.Delay(Timeout.Infinite, cancellationToken);
        var first = await Task.WhenAny(end, change);
        await first;
        return first == change;
    }

    private static async Task EndAsync(ChildProcess web, Task databaseEnd, CancellationToken cancellationToken)
    {
        var end = await Task.WhenAny(web.WaitForExitAsync(cancellationToken), databaseEnd);
        await end;
        await Console.Error.WriteLineAsync(end == databaseEnd ? "The database server ended." : "The web program ended.");
    }

    private static async Task EnsureFreeAsync(int port, CancellationToken cancellationToken)
    {
        // A killed program lets go of its port a moment after it is gone from the list of processes.
        for (var waiting = Stopwatch.StartNew(); !IsFree(port); await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken))
        {
            if (waiting.Elapsed > s_portTimeout)
            {
                throw new InvalidOperationException(
                    $"Port {port} is taken by another program. Stop it, or choose another one: dotnet run --project ExhibitionCrm.AppHost -- --port {port + 1}");
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
