using ExhibitionCrm.Web.Configuration;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends one claimed mail and writes down what came of it. Logs name mails, never people.</summary>
internal sealed class OutboxSender(
    IServiceScopeFactory scopes, IMailTransport transport, OutboxClaims claims, CrmMeters meters, ILogger<OutboxSender> logger)
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    public Task<DeliveryOutcome> SendAsync(ClaimedMail mail) => CrmTraces.WithinSpanAsync("send mail", async span =>
    {
        span?.SetTag("crm.mail.id", mail.Id.ToString()).SetTag("crm.mail.kind", mail.Kind).SetTag("crm.mail.attempt", mail.Attempts);
        var leaseEnd = DateTime.UtcNow + claims.Lease;
        var delivery = await DeliverAsync(mail);
        span?.SetTag("crm.mail.outcome", delivery.Outcome.ToString());
        if (delivery.Outcome != DeliveryOutcome.Sent)
        {
            span.Fail(delivery.Code);
        }

        var (state, retryAfter) = Next(mail, delivery);
        Tell(mail, delivery, state, retryAfter);
        await WriteDownAsync(mail, state, Cleaned(delivery.Error), retryAfter, leaseEnd);
        return delivery.Outcome;
    });

    private async Task<Delivery> DeliverAsync(ClaimedMail mail)
    {
        try
        {
            return await transport.SendAsync(await ComposeAsync(mail));
        }
        catch (UndeliverableException e)
        {
            return Delivery.Refused(e.Message);
        }
        catch (Exception e)
        {
            // Its message may quote the mail, so the log gets the kind of exception only.
            return Delivery.Interrupted($"The email couldn't be created: {e.Message}", e.GetType().Name);
        }
    }

    private async Task<MimeMessage> ComposeAsync(ClaimedMail mail)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MailComposer>().ComposeAsync(mail);
    }

    private static (MailState State, TimeSpan RetryAfter) Next(ClaimedMail mail, Delivery delivery) => delivery.Outcome switch
    {
        DeliveryOutcome.Sent => (MailState.Sent, TimeSpan.Zero),
        DeliveryOutcome.Refused => (MailState.Failed, TimeSpan.Zero),
        _ when RetrySchedule.DelayAfter(mail.Attempts) is { } delay => (MailState.Queued, delay),
        _ => (MailState.Failed, TimeSpan.Zero),
    };

    private void Tell(ClaimedMail mail, Delivery delivery, MailState state, TimeSpan retryAfter)
    {
        if (state == MailState.Sent)
        {
            meters.MailSent();
            logger.LogInformation("Mail {MailId} sent at attempt {Attempt}", mail.Id, mail.Attempts);
            return;
        }

        meters.MailFailed();
        if (state == MailState.Failed)
        {
            logger.LogWarning("Mail {MailId} failed for good at attempt {Attempt}: {Code}", mail.Id, mail.Attempts, delivery.Code);
        }
        else
        {
            logger.LogWarning(
                "Mail {MailId} not sent at attempt {Attempt}: {Code}; again in {Seconds:0} s",
                mail.Id, mail.Attempts, delivery.Code, retryAfter.TotalSeconds);
        }
    }

    /// <summary>
    /// A mail that was sent and not written down would be sent again: while the lease holds, a database that is away is
    /// waited for.
    /// </summary>
    private async Task WriteDownAsync(ClaimedMail mail, MailState state, string? error, TimeSpan retryAfter, DateTime leaseEnd)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await claims.CompleteAsync(mail, state, error, retryAfter);
                return;
            }
            catch (Exception e) when (DateTime.UtcNow + Breath < leaseEnd)
            {
                if (isFirst)
                {
                    logger.LogWarning(e, "The database does not take the outcome of mail {MailId}; trying on", mail.Id);
                }

                await Task.Delay(Breath);
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
        return line.Length > MailAttempt.ErrorMaxLength ? line[..MailAttempt.ErrorMaxLength] : line;
    }
}
