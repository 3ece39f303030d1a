using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Outbox;

/// <summary>Delivers one claimed message at a time and writes down what came of it. Logs name messages, never people.</summary>
internal sealed class OutboxLane(
    IOutboxHandler handler, OutboxQueue queue, OutboxOptions options, CrmMeters meters, ILogger<OutboxLane> logger) : IDisposable
{
    private static readonly TimeSpan LongDelivery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private long _since;

    /// <summary>The delivery under way, or the one that ended and was not <see cref="Finish"/>ed; null for a free lane.</summary>
    public Task<DeliveryOutcome>? InFlight { get; private set; }

    /// <summary>How much longer the delivery under way may take before another lane takes the next message.</summary>
    public TimeSpan UntilLong =>
        TimeSpan.FromMilliseconds(Math.Max(0, _since + (long)LongDelivery.TotalMilliseconds - Environment.TickCount64));

    /// <param name="isServerProven">See <see cref="CircuitBreaker.IsProven"/>.</param>
    public void Begin(ClaimedMessage message, bool isServerProven) =>
        (InFlight, _since) = (DeliverAsync(message, isServerProven), Environment.TickCount64);

    /// <summary>Frees the lane.</summary>
    public void Finish() => InFlight = null;

    public void Rest() => handler.Rest();

    public void Dispose() => handler.Dispose();

    private Task<DeliveryOutcome> DeliverAsync(ClaimedMessage message, bool isServerProven) => CrmTraces.WithinSpanAsync("send mail", async span =>
    {
        span?.SetTag("crm.mail.id", message.Id.ToString()).SetTag("crm.mail.kind", message.Kind).SetTag("crm.mail.attempt", message.Attempts);
        var leaseEnd = DateTime.UtcNow + options.Lease;
        var delivery = AsOneOfMany(message, await HandleAsync(message), isServerProven);
        span?.SetTag("crm.mail.outcome", delivery.Outcome.ToString());
        if (delivery.Outcome != DeliveryOutcome.Sent)
        {
            span.Fail(delivery.Code);
        }

        var next = NextStep.After(message, delivery.Outcome);
        Log(message, delivery, next);
        await CompleteAsync(message, next, Cleaned(delivery.Error), leaseEnd);
        return delivery.Outcome;
    });

    private async Task<Delivery> HandleAsync(ClaimedMessage message)
    {
        try
        {
            return await handler.HandleAsync(message);
        }
        catch (Exception e)
        {
            // Its message may quote what was delivered, so the log gets the kind of exception only.
            return Delivery.Interrupted($"The delivery failed: {e.Message}", e.GetType().Name);
        }
    }

    /// <summary>
    /// What the server refuses again and again, while it takes others, it refuses for that message, whatever it says: such
    /// a one must not stop the others each time, nor be tried for ever.
    /// </summary>
    private static Delivery AsOneOfMany(ClaimedMessage message, Delivery delivery, bool isServerProven) =>
        delivery.Outcome == DeliveryOutcome.PolicyRejected && isServerProven && message.LastError?.StartsWith(delivery.Code, StringComparison.Ordinal) == true
            ? delivery with { Outcome = DeliveryOutcome.Deferred }
            : delivery;

    private void Log(ClaimedMessage message, Delivery delivery, NextStep next)
    {
        if (next.State == OutboxState.Sent)
        {
            meters.MailSent();
            logger.LogInformation("Mail {MailId} sent at attempt {Attempt}", message.Id, message.Attempts);
            return;
        }

        meters.MailFailed();
        if (next.State == OutboxState.Failed)
        {
            logger.LogWarning("Mail {MailId} failed for good at attempt {Attempt}: {Code}", message.Id, message.Attempts, delivery.Code);
        }
        else
        {
            logger.LogWarning(
                "Mail {MailId} not sent at attempt {Attempt}: {Code}; again in {Seconds:0} s",
                message.Id, message.Attempts, delivery.Code, next.RetryAfter.TotalSeconds);
        }
    }

    /// <summary>
    /// What was delivered and not written down would be delivered again: while the lease holds, a database that is away is
    /// waited for.
    /// </summary>
    private async Task CompleteAsync(ClaimedMessage message, NextStep next, string? error, DateTime leaseEnd)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await queue.CompleteAsync(message, next, error);
                return;
            }
            catch (Exception e) when (DateTime.UtcNow + RetryInterval < leaseEnd)
            {
                if (isFirst)
                {
                    logger.LogWarning(e, "The database does not take the outcome of mail {MailId}; trying on", message.Id);
                }

                await Task.Delay(RetryInterval);
            }
        }
    }

    /// <summary>One line that PostgreSQL takes: servers may answer anything.</summary>
    private static string? Cleaned(string? error)
    {
        if (error is null)
        {
            return null;
        }

        var line = new string([.. error.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]).Trim();
        return line.Length > DeliveryAttempt.ErrorMaxLength ? line[..DeliveryAttempt.ErrorMaxLength] : line;
    }
}
