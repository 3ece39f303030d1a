using System.Runtime.InteropServices;

namespace ExhibitionCrm.AppHost;

/// <summary>
/// The verb that runs a <see cref="LocalPostgres"/> until it is told to stop. The orchestrator starts it as a process of its
/// own, so that start, stop, state and log of the database are the dashboard's, as those of a container would be.
/// </summary>
internal static class LocalPostgresCommand
{
    public const string Verb = "local-postgres";

    // The web program finishes its requests and the mail in hand first; a developer's own session does not hold us up.
    private static readonly TimeSpan ClientsPatience = TimeSpan.FromSeconds(4);

    /// <param name="dataDirectory">Where the data lie.</param>
    /// <param name="port">The port on loopback.</param>
    /// <returns>0 when it was told to stop, 1 when the server did not start or ended by itself.</returns>
    public static async Task<int> RunAsync(string dataDirectory, int port)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var server = await LocalPostgres.StartAsync(
                new() { DataDirectory = dataDirectory, Port = port, Log = Console.WriteLine }, stop.Token);
            Console.WriteLine($"The data lie in {UserFolders.Data(dataDirectory)}; delete that folder to begin with an empty database.");
            return await RunUntilStoppedAsync(server, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> RunUntilStoppedAsync(LocalPostgres server, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var log = LogTail.FollowAsync(server.ServerLog, Console.Out, end.Token);
        await server.WaitForExitAsync(stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (stop.IsCancellationRequested)
        {
            await server.WaitForClientsToLeaveAsync(ClientsPatience);
        }

        await end.CancelAsync();
        await log;
        if (!stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("The database server ended.");
        }

        return stop.IsCancellationRequested ? 0 : 1;
    }
}
