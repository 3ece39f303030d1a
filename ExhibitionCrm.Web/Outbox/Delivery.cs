namespace ExhibitionCrm.Web.Outbox;

/// <summary>What came of an attempt.</summary>
/// <param name="Error">For people: what the server or the connection answered. May name the recipient: never log it.</param>
/// <param name="Code">For the log: the server's reply code, or a word.</param>
public sealed record Delivery(DeliveryOutcome Outcome, string? Error = null, string Code = "")
{
    public static readonly Delivery Sent = new(DeliveryOutcome.Sent);

    /// <summary>This message will never be accepted: trying again is no use.</summary>
    public static Delivery Refused(string error, string code = "refused") => new(DeliveryOutcome.Refused, error, code);

    /// <summary>The server is there and does not want this message now.</summary>
    public static Delivery Deferred(string error, string code) => new(DeliveryOutcome.Deferred, error, code);

    /// <summary>The conversation broke off or stalled while this message was handed over.</summary>
    public static Delivery Interrupted(string error, string code) => new(DeliveryOutcome.Interrupted, error, code);

    /// <summary>The server takes nothing at all from us, whatever message it is.</summary>
    public static Delivery ServerDown(string error, string code) => new(DeliveryOutcome.ServerDown, error, code);

    /// <summary>The server refused this message for what it says of itself or of us: a relay, a block list, a quota.</summary>
    public static Delivery PolicyRejected(string error, string code) => new(DeliveryOutcome.PolicyRejected, error, code);
}

public enum DeliveryOutcome
{
    Sent,
    Refused,
    Deferred,
    Interrupted,
    ServerDown,
    PolicyRejected,
}
