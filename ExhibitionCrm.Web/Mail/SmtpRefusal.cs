using System.Globalization;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Web.Mail;

/// <summary>
/// Tells from a server's refusal whom it is about. Only what is about the recipient ends a mail; where that is not certain
/// the mail waits, because a mail that goes out late is better than one that is given up for the server's reasons.
/// </summary>
internal static partial class SmtpRefusal
{
    private const int FirstPermanent = 500;

    /// <param name="code">The reply code, 400 to 599.</param>
    /// <param name="text">What the server said beside it, with the enhanced status code (RFC 3463) if it gives one.</param>
    /// <param name="stage">What it was that was refused.</param>
    public static Delivery Of(int code, string text, SmtpStage stage)
    {
        var answer = $"{code} {text}";
        var reply = code.ToString(CultureInfo.InvariantCulture);
        return IsAbout(code, Spaces().Replace(text, " "), stage) switch
        {
            Subject.Recipient when code >= FirstPermanent => Delivery.Refused(answer, reply),
            Subject.Server when stage == SmtpStage.Sender => Delivery.ServerDown(answer, reply),
            Subject.Unknown when code < FirstPermanent => Delivery.Deferred(answer, reply),
            Subject.Recipient => Delivery.Deferred(answer, reply),
            _ => Delivery.PolicyRejected(answer, reply),
        };
    }

    private static Subject IsAbout(int code, string text, SmtpStage stage)
    {
        if (stage == SmtpStage.Sender)
        {
            return Subject.Server;
        }

        // An address may hold any of the words that are looked for.
        var words = Addresses().Replace(text, "");
        return OurSide().IsMatch(words) ? Subject.Server
            : OfEnhancedCode(text) is { } known ? known
            : ServersSide().IsMatch(words) ? Subject.Server
            : RecipientsSide().IsMatch(words) ? Subject.Recipient
            : EnhancedCode().IsMatch(text) ? OfClass(text)
            : OfReplyCode(code, stage);
    }

    /// <summary>What the code alone says, whatever the words; null where they are to be asked.</summary>
    private static Subject? OfEnhancedCode(string text) => EnhancedCode().Match(text).Groups["detail"].Value switch
    {
        // The sender's address or its domain.
        "1.7" or "1.8" => Subject.Server,

        // The owner of mailbox or domain has changed; the recipient's server cannot take such an address.
        "7.17" or "7.18" or "6.7" or "6.9" or "6.10" => Subject.Recipient,
        ['1' or '2', '.', ..] => Subject.Recipient,
        _ => null,
    };

    private static Subject OfClass(string text) =>
        EnhancedCode().Match(text).Groups["detail"].Value.StartsWith('0') ? Subject.Unknown : Subject.Server;

    private static Subject OfReplyCode(int code, SmtpStage stage) => code switch
    {
        // Closing the connection; the two that ask for a sign-in.
        421 or 454 or 530 or 535 => Subject.Server,

        // RFC 5321 has no other meaning for these in answer to RCPT: moved, full, not a mailbox's name.
        551 or 552 or 553 when stage == SmtpStage.Recipient => Subject.Recipient,
        _ => Subject.Unknown,
    };

    private enum Subject
    {
        Unknown,
        Recipient,
        Server,
    }

    // Also as qmail writes it, "(#5.1.1)" at the end.
    [GeneratedRegex(@"(?:^|\(#)[245]\.(?<detail>\d{1,3}\.\d{1,3})\b")]
    private static partial Regex EnhancedCode();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"<[^>]*>|[^\s<>]+@[^\s<>]+")]
    private static partial Regex Addresses();

    /// <summary>Who we are and whom the server works for: said under any enhanced code, because many servers answer so to RCPT only.</summary>
    [GeneratedRegex(
        @"\brelay|rcpthosts|\bhost (?:rejected|blocked)|\b(?:helo|ehlo)\b"
        + @"|\b(?:block|black|deny|reject)[ -]?list|\b(?:dns|r|u)bl\b|spamhaus|spamcop|barracuda|(?<!not )\blisted (?:in|at|on|by)\b|\bblocked (?:using|by)\b"
        + @"|\bsender(?:'s)? (?:address|domain|rejected|denied|is|not|ver|unknown|blocked)|\bsend ?as|\bmail from\b|\bsending (?:user|limit|quota)"
        + @"|\bauthenticat|\bstarttls\b|\b(?:reverse|ptr|rdns)\b|\byour (?:ip|host|server|network|domain)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OurSide();

    /// <summary>The server's own state and rules.</summary>
    [GeneratedRegex(
        @"\bspam|\bpolic(?:y|ies)\b|\b(?:spf|dkim|dmarc)\b|reputation|\babus|complaint|\bvirus|\bbanned\b"
        + @"|\b(?:daily|hourly|rate|message|connection|submission|outbound|hour|day)\w* (?:\w+ ){0,2}(?:quota|limit)|\bquota\b.*\b(?:hour|day|daily|sending)\b|throttl|\brate\b"
        + @"|\btoo (?:many|much)\b|\bservice\b.*\b(?:un|not )available|insufficient (?:system|disk|storage)|\bdisk\b"
        + @"|\b(?:system|server) .*(?:busy|full|down|storage|load|error|shut)|\blocal (?:problem|error|configuration)|\bloop",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ServersSide();

    [GeneratedRegex(
        @"\b(?:no such|unknown|invalid|bad|non-?existent|unrouteable|undeliverable|no|not a valid|not a known|illegal) (?:local |e-?mail )?(?:user|recipient|mail ?box|address|account|person|addressee|destination)"
        + @"|\b(?:user|recipient|mail ?box|address|account|addressee|alias|person)\b.{0,60}?"
        + @"(?:unknown|not found|n[o']t (?:have|exist|known|valid|listed|here|local|active|accept)|no longer|inactive|disabled|suspended|deactivated|unavailable|\bfull\b|invalid|over ?quota|exceed|closed|expired|rejected)"
        + @"|\bover ?quota|\bnot our (?:customer|user)|gr[ae]y-?list",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RecipientsSide();
}
