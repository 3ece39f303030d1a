namespace ExhibitionCrm.Web.Outbox;

/// <summary>Where a message stands, and a customer's newest one. Stored by name.</summary>
public enum OutboxState
{
    Queued,
    Sending,
    Sent,
    Failed,

    /// <summary>Called back while it waited.</summary>
    Cancelled,

    /// <summary>Of a customer who has no address: there is no message. No message's.</summary>
    None,
}

public static class OutboxStates
{
    /// <summary>Those that messages have.</summary>
    public static readonly IReadOnlyList<OutboxState> OfMessages = [.. Enum.GetValues<OutboxState>().Where(state => state != OutboxState.None)];
}
