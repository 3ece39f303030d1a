using OpenTelemetry;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Erases the details that merges have kept to be undone, once they cannot be: at the start, and then every hour.</summary>
internal sealed class MergeCleanup(IServiceScopeFactory scopes, ILogger<MergeCleanup> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whoever starts the site waits for nothing of this.
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval);
        do
        {
            await EraseAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Leaves no trace: every hour, most often for nothing.</summary>
    private async Task EraseAsync(CancellationToken stoppingToken)
    {
        using var _ = SuppressInstrumentationScope.Begin();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var merges = scope.ServiceProvider.GetRequiredService<MergeService>();
            while (await merges.EraseDetailsAsync(stoppingToken))
            {
            }
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogWarning(e, "What old merges have kept was not erased; trying again in an hour");
        }
    }
}
