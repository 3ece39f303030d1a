using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>A way for mail to leave. May be called several times at once.</summary>
public interface IMailTransport
{
    /// <summary>Hands over one mail to its only recipient. Failures are answers, not exceptions.</summary>
    Task<Delivery> SendAsync(MimeMessage message);
}

/// <summary>What came of an attempt.</summary>
/// <param name="Error">For people: what the server or the connection answered. May name the recipient: never log it.</param>
/// <param name="Code">For the log: the server's reply code, or a word.</param>
public sealed record Delivery(DeliveryOutcome Outcome, string? Error = null, string Code = "")
{
    public static readonly Delivery Sent = new(DeliveryOutcome.Sent);

    /// <summary>This mail will never be accepted: trying again is no use.</summary>
    public static Delivery Refused(string error, string code = "refused") => new(DeliveryOutcome.Refused, error, code);

    /// <summary>The server is there and does not want this mail now.</summary>
    public static Delivery Deferred(string error, string code) => new(DeliveryOutcome.Deferred, error, code);

    /// <summary>The conversation broke off or stalled while this mail was handed over.</summary>
    public static Delivery Interrupted(string error, string code) => new(DeliveryOutcome.Interrupted, error, code);

    /// <summary>The server takes no mail at all from us, whatever mail it is.</summary>
    public static Delivery ServerDown(string error, string code) => new(DeliveryOutcome.ServerDown, error, code);
}

public enum DeliveryOutcome
{
    Sent,
    Refused,
    Deferred,
    Interrupted,
    ServerDown,
}
