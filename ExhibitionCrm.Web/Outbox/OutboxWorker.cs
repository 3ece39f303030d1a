using OpenTelemetry;

namespace ExhibitionCrm.Web.Outbox;

/// <summary>
/// Delivers what is due. In normal operation one message is in flight, so that a kill can double one at most; the next lane
/// opens only when every delivery under way takes long, so that a slow recipient does not delay the others. How many are in
/// flight over all processes, <see cref="OutboxQueue"/> sees to.
/// </summary>
internal sealed class OutboxWorker(
    OutboxQueue queue, Func<OutboxLane> openLane, OutboxSignal signal, OutboxOptions options, OutboxGauge gauge, ILogger<OutboxWorker> logger)
    : BackgroundService
{
    // Other processes' messages, and retries that fall due, are found by looking. Not LISTEN/NOTIFY: PostgreSQL serializes
    // commits that notify.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly List<OutboxLane> _lanes = [];
    private readonly CircuitBreaker _breaker = new(TimeProvider.System);
    private Task? _woken;
    private int _databaseFailures;

    private IEnumerable<OutboxLane> InFlight => _lanes.Where(lane => lane.InFlight is not null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.MaxConcurrency == 0)
        {
            logger.LogInformation("This process sends no mail (OUTBOX_LANES is 0)");
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            gauge.Tick();
            FinishLanes();
            if (options.MaxConcurrency == 0 || !await TryDeliverNextAsync(stoppingToken))
            {
                await WaitAsync(stoppingToken);
            }
        }

        // What is in flight is finished; the host's shutdown time-out ends our patience, and a lease the message's wait.
        await Task.WhenAll(InFlight.Select(lane => lane.InFlight!));
    }

    public override void Dispose()
    {
        _lanes.ForEach(lane => lane.Dispose());
        base.Dispose();
    }

    /// <returns>Whether a message was taken, so that the next may be due at once.</returns>
    private async Task<bool> TryDeliverNextAsync(CancellationToken stoppingToken)
    {
        if (!MayDeliverAnother)
        {
            return false;
        }

        try
        {
            var message = await ClaimAsync(stoppingToken);
            DatabaseAnswered();
            if (message is not null)
            {
                FreeLane().Begin(message, _breaker.IsProven);
            }

            return message is not null;
        }
        catch (Exception e)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                DatabaseFailed(e);
            }

            return false;
        }
    }

    /// <summary>Leaves no trace: every two seconds, most often for nothing.</summary>
    private async Task<ClaimedMessage?> ClaimAsync(CancellationToken stoppingToken)
    {
        using var _ = SuppressInstrumentationScope.Begin();
        await gauge.LookAsync(queue, stoppingToken);
        return await queue.ClaimAsync(stoppingToken);
    }

    private bool MayDeliverAnother =>
        _breaker.OpenFor == TimeSpan.Zero
        && InFlight.Count() < (_breaker.IsTripped ? 1 : options.MaxConcurrency)
        && InFlight.All(lane => lane.UntilLong == TimeSpan.Zero);

    private OutboxLane FreeLane()
    {
        if (_lanes.Find(lane => lane.InFlight is null) is { } free)
        {
            return free;
        }

        var opened = openLane();
        _lanes.Add(opened);
        return opened;
    }

    private void FinishLanes()
    {
        foreach (var lane in _lanes)
        {
            if (lane.InFlight is not { } delivery)
            {
                lane.Rest();
            }
            else if (delivery.IsCompleted)
            {
                lane.Finish();
                Record(delivery);
            }
        }
    }

    private void Record(Task<DeliveryOutcome> delivery)
    {
        if (!delivery.IsCompletedSuccessfully)
        {
            logger.LogError(delivery.Exception, "The outcome of a mail was not written down; its lease will end");
            return;
        }

        var wasTripped = _breaker.IsTripped;
        _breaker.Record(delivery.Result);
        if (_breaker.IsTripped && !wasTripped)
        {
            logger.LogWarning("The mail server takes no mail; mails wait until it does");
        }
        else if (wasTripped && !_breaker.IsTripped)
        {
            logger.LogInformation("The mail server takes mail again");
        }
    }

    /// <summary>Until there may be something to do: a message, an outcome, a delivery that became long, or the circuit's end.</summary>
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        List<Task> news = [Task.Delay(Patience, enough.Token), .. InFlight.Select(lane => lane.InFlight!)];
        if (_databaseFailures == 0 && _breaker.OpenFor == TimeSpan.Zero)
        {
            news.Add(_woken ??= signal.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken));
        }

        await Task.WhenAny(news);
        await enough.CancelAsync();
        if (_woken is { IsCompleted: true })
        {
            _woken = null;
        }
    }

    private TimeSpan Patience =>
        _databaseFailures > 0 ? Backoff.Exponential(FirstBackoff, _databaseFailures - 1, LongestBackoff)
        : _breaker.OpenFor is { Ticks: > 0 } open ? open
        : InFlight.Select(lane => lane.UntilLong).Where(t => t > TimeSpan.Zero).Append(Poll).Min();

    private void DatabaseFailed(Exception e)
    {
        if (_databaseFailures++ == 0)
        {
            logger.LogWarning(e, "The outbox cannot be read; trying on");
        }
    }

    private void DatabaseAnswered()
    {
        if (_databaseFailures > 0)
        {
            logger.LogInformation("The outbox can be read again");
            _databaseFailures = 0;
        }
    }
}
