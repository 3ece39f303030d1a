namespace ExhibitionCrm.Web.Outbox;

/// <summary>One try to deliver a message.</summary>
public sealed class DeliveryAttempt
{
    public const int ErrorMaxLength = 1000;

    private DeliveryAttempt()
    {
    }

    public long Id { get; private init; }

    public Guid MessageId { get; private init; }

    public DateTimeOffset StartedAt { get; private init; }

    /// <summary>Null while it is under way, or when the process died during it.</summary>
    public DateTimeOffset? FinishedAt { get; private init; }

    /// <summary>The address it was sent to.</summary>
    public string Recipient { get; private init; } = "";

    /// <summary>What the server or the connection answered; null when the mail was accepted.</summary>
    public string? Error { get; private init; }
}
