using ExhibitionCrm.Web.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ExhibitionCrm.Web.Outbox;

/// <summary>What monitors see of the worker: whether its loop goes round, and how long the oldest mail has waited.</summary>
internal sealed class OutboxGauge(CrmMeters meters, TimeProvider clock) : IHealthCheck
{
    /// <summary>More than the database driver needs to give up on a database that is away.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    private long _ticked = clock.GetTimestamp();
    private long? _looked;

    public void Tick() => Volatile.Write(ref _ticked, clock.GetTimestamp());

    public async Task LookAsync(OutboxQueue queue, CancellationToken cancellationToken)
    {
        if (_looked is { } last && clock.GetElapsedTime(last) < BetweenLooks)
        {
            return;
        }

        _looked = clock.GetTimestamp();
        meters.OldestQueuedMail = await queue.GetOldestAsync(cancellationToken) is { } oldest && clock.GetUtcNow() > oldest
            ? clock.GetUtcNow() - oldest
            : TimeSpan.Zero;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(clock.GetElapsedTime(Volatile.Read(ref _ticked)) < LongestTurn
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The outbox worker stands still."));
}
