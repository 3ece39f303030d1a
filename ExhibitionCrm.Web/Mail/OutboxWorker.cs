using OpenTelemetry;

namespace ExhibitionCrm.Web.Mail;

/// <summary>
/// Sends what is due. In normal operation one mail is in hand at a time, so that a kill can double one mail at most; the
/// next lane opens only when every mail in hand takes long, so that a slow recipient does not delay the others.
/// </summary>
internal sealed class OutboxWorker(
    OutboxClaims claims, OutboxSender sender, OutboxSignal signal, MailOptions options, OutboxGauge gauge, ILogger<OutboxWorker> logger)
    : BackgroundService
{
    // Other processes' mails, and retries that fall due, are found by looking. Not LISTEN/NOTIFY: PostgreSQL serializes
    // commits that notify.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongSend = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly List<InHand> _inHand = [];
    private readonly ServerPause _pause = new(TimeProvider.System);
    private Task? _woken;
    private int _databaseFailures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Lanes == 0)
        {
            logger.LogInformation("This process sends no mail (OUTBOX_LANES is 0)");
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            gauge.Tick();
            Collect();
            if (options.Lanes == 0 || !await TrySendNextAsync(stoppingToken))
            {
                await WaitAsync(stoppingToken);
            }
        }

        // What is in hand is finished; the host's shutdown time-out ends our patience, and a lease the mail's wait.
        await Task.WhenAll(_inHand.Select(mail => mail.Sending));
    }

    /// <returns>Whether a mail was taken, so that the next may be due at once.</returns>
    private async Task<bool> TrySendNextAsync(CancellationToken stoppingToken)
    {
        if (!MayTakeAnother)
        {
            return false;
        }

        try
        {
            var mail = await LookAsync(stoppingToken);
            DatabaseAnswered();
            if (mail is not null)
            {
                _inHand.Add(new InHand(sender.SendAsync(mail), Environment.TickCount64));
            }

            return mail is not null;
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
    private async Task<ClaimedMail?> LookAsync(CancellationToken stoppingToken)
    {
        using var _ = SuppressInstrumentationScope.Begin();
        await gauge.LookAsync(claims, stoppingToken);
        return await claims.ClaimAsync(stoppingToken);
    }

    private bool MayTakeAnother =>
        _pause.Remaining == TimeSpan.Zero
        && _inHand.Count < (_pause.IsProbing ? 1 : options.Lanes)
        && _inHand.TrueForAll(mail => mail.UntilLong == TimeSpan.Zero);

    private void Collect()
    {
        foreach (var done in _inHand.FindAll(mail => mail.Sending.IsCompleted))
        {
            _inHand.Remove(done);
            if (done.Sending.IsCompletedSuccessfully)
            {
                Learn(done.Sending.Result);
            }
            else
            {
                logger.LogError(done.Sending.Exception, "The outcome of a mail was not written down; its lease will end");
            }
        }
    }

    private void Learn(DeliveryOutcome outcome)
    {
        var wasProbing = _pause.IsProbing;
        _pause.Learn(outcome);
        if (_pause.IsProbing && !wasProbing)
        {
            logger.LogWarning("The mail server takes no mail; mails wait until it does");
        }
        else if (wasProbing && !_pause.IsProbing)
        {
            logger.LogInformation("The mail server takes mail again");
        }
    }

    /// <summary>Until there may be something to do: mail, an outcome, a send that became long, or the end of a pause.</summary>
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        List<Task> news = [Task.Delay(Patience, enough.Token), .. _inHand.Select(mail => mail.Sending)];
        if (_databaseFailures == 0 && _pause.Remaining == TimeSpan.Zero)
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
        _databaseFailures > 0 ? RetrySchedule.Grown(TimeSpan.FromSeconds(1), _databaseFailures - 1, LongestBackoff)
        : _pause.Remaining is { Ticks: > 0 } pause ? pause
        : _inHand.Select(mail => mail.UntilLong).Where(t => t > TimeSpan.Zero).Append(Poll).Min();

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

    private sealed record InHand(Task<DeliveryOutcome> Sending, long Since)
    {
        public TimeSpan UntilLong => TimeSpan.FromMilliseconds(Math.Max(0, Since + (long)LongSend.TotalMilliseconds - Environment.TickCount64));
    }
}
