namespace ExhibitionCrm.Web.Outbox;

/// <summary>Where a message stands. Stored by name.</summary>
public enum OutboxState
{
    Queued,
    Sending,
    Sent,
    Failed,

    /// <summary>Called back while it waited.</summary>
    Cancelled,
}
