namespace ExhibitionCrm.Web.Outbox;

/// <summary>How a message goes on after an attempt.</summary>
/// <param name="RetryAfter">For a message that goes back into the queue.</param>
/// <param name="Counts">Whether the attempt is one of those that a message has.</param>
internal sealed record NextStep(OutboxState State, TimeSpan RetryAfter = default, bool Counts = true)
{
    public static readonly NextStep Sent = new(OutboxState.Sent);

    public static readonly NextStep Failed = new(OutboxState.Failed);

    public static NextStep After(ClaimedMessage message, DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Sent => Sent,
        DeliveryOutcome.Refused => Failed,
        DeliveryOutcome.ServerDown or DeliveryOutcome.PolicyRejected => new(OutboxState.Queued, RetrySchedule.DelayOfTheServer(), Counts: false),
        _ when RetrySchedule.DelayAfter(message.Attempts) is { } delay => new(OutboxState.Queued, delay),
        _ => Failed,
    };
}
