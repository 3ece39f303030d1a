using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Outbox;
using MimeKit;

namespace ExhibitionCrm.Tests.Mail;

/// <summary>Answers as mail servers give them, over a whole conversation, and whom the program takes each to be about.</summary>
public sealed class SmtpRefusalTests
{
    private const string Sender = "MAIL";
    private const string Recipient = "RCPT";
    private const string Start = "DATA";
    private const string End = "END";

    /// <summary>About the recipient, for good.</summary>
    public static TheoryData<string, string> OfTheRecipient => new()
    {
        { Recipient, "550 5.1.1 <guest@example.org>: Recipient address rejected: User unknown in virtual mailbox table" },
        { Recipient, "550-5.1.1 The email account that you tried to reach does not exist.\r\n550 5.1.1 Check the address for typos." },
        { Recipient, "550 5.1.0 Address rejected" },
        { Recipient, "550 5.1.2 Bad destination system address" },
        { Recipient, "501 5.1.3 Bad recipient address syntax" },
        { Recipient, "551 5.1.6 The mailbox has moved" },
        { Recipient, "556 5.1.10 The domain takes no mail" },
        { Recipient, "550 5.2.1 The account is disabled" },
        { Recipient, "552 5.2.2 The mailbox is over its quota" },
        { Recipient, "554 5.2.0 Mailbox full" },
        { Recipient, "550 5.2.3 Too large for this mailbox" },
        { Recipient, "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)" },
        { Recipient, "550 5.3.0 <guest@example.org>... User unknown" },
        { Recipient, "550 5.7.1 Unknown recipient" },
        { Recipient, "550 5.7.17 The mailbox's owner has changed" },
        { Recipient, "550 5.0.0 No such user here" },
        { Recipient, "550 No such user" },
        { Recipient, "550 unknown user" },
        { Recipient, "550 user unknown" },
        { Recipient, "550 Invalid recipient guest@example.org" },
        { Recipient, "550 Mailbox unavailable" },
        { Recipient, "550 Requested action not taken: mailbox unavailable" },
        { Recipient, "550 mailbox not found" },
        { Recipient, "550 Unrouteable address" },
        { Recipient, "550 The recipient doesn't exist" },
        { Recipient, "550 guest@example.org not listed in public Name & Address Book: no such person" },
        { Recipient, "511 sorry, no mailbox here by that name (#5.1.1 - chkuser)" },
        { Recipient, "553 sorry, this recipient is in my badrecipientto list (#5.1.0)" },
        { Recipient, "551 User not local" },
        { Recipient, "552 Requested mail action aborted: exceeded storage allocation" },
        { Recipient, "553 Requested action not taken: mailbox name not allowed" },
        { Recipient, "554 delivery error: This user doesn't have an account here" },
        { Recipient, "554 Account has been suspended" },
        { Recipient, "550 5.1.1 <relay.spam.policy@example.org> no longer works here" },
        { End, "550 5.1.1 No such person here" },
        { End, "554 5.2.2 Mailbox full" },
        { End, "550 User unknown" },
    };

    /// <summary>About the recipient or the mail, for now.</summary>
    public static TheoryData<string, string> ForNow => new()
    {
        { Recipient, "450 4.2.0 Greylisted, see the postmaster's page" },
        { Recipient, "451 4.7.1 Greylisting in action, please come back later" },
        { Recipient, "450 4.7.1 <guest@example.org>: Recipient address rejected: Graylisted" },
        { Recipient, "450 4.2.1 The user is receiving mail at a rate that prevents delivery" },
        { Recipient, "452 4.2.2 The mailbox is over its quota" },
        { Recipient, "450 4.1.1 Unverified address" },
        { Recipient, "450 mailbox busy" },
        { Recipient, "451 later" },
        { Recipient, "450 4.0.0 later" },
        { Start, "451 try again" },
        { End, "450 4.2.1 Mailbox locked" },
    };

    /// <summary>About the server or us, though the recipient was named.</summary>
    public static TheoryData<string, string> OfTheServer => new()
    {
        { Recipient, "550 relay not permitted" },
        { Recipient, "550 5.7.1 Relaying denied" },
        { Recipient, "550 5.7.1 Unable to relay for guest@example.org" },
        { Recipient, "554 5.7.1 <guest@example.org>: Relay access denied" },
        { Recipient, "550 5.1.1 We do not relay for unknown users" },
        { Recipient, "551 we do not relay" },
        { Recipient, "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)" },
        { Recipient, "550 5.4.5 Daily user sending quota exceeded" },
        { Recipient, "550 Daily sending limit reached" },
        { Recipient, "452 4.5.3 Too many recipients this hour" },
        { Recipient, "450 4.7.0 Your message rate is limited" },
        { Recipient, "451 4.7.500 Server busy. Please try again later from [192.0.2.1]" },
        { Recipient, "550 Too many messages from this account, hourly limit exceeded" },
        { Recipient, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using a list" },
        { Recipient, "550 192.0.2.1 is listed at a block list" },
        { Recipient, "550 Blocked by zen.spamhaus.org" },
        { Recipient, "550 DNSBL: your address is there" },
        { Recipient, "550 5.7.606 Access denied, banned sending IP [192.0.2.1]" },
        { Recipient, "550 5.7.1 <mail.example>: Helo command rejected: Host not found" },
        { Recipient, "450 4.7.1 Client host rejected: cannot find your reverse hostname" },
        { Recipient, "550 5.1.8 <crm@exhibition.example>: Sender address rejected: Domain not found" },
        { Recipient, "450 4.1.8 <crm@exhibition.example>: Sender address rejected: Domain not found" },
        { Recipient, "550 5.1.7 Bad sender" },
        { Recipient, "550 5.1.0 Sender rejected" },
        { Recipient, "553 5.7.1 <crm@exhibition.example>: Sender address rejected: not owned by user crm" },
        { Recipient, "550 5.7.23 SPF validation failed" },
        { Recipient, "550 5.7.1 <guest@example.org>: Recipient address rejected: SPF fail, not authorized" },
        { Recipient, "550 Authentication required" },
        { Recipient, "550 5.3.0 Not now" },
        { Recipient, "550 5.3.2 The system takes no network messages" },
        { Recipient, "451 4.3.0 Temporary system problem" },
        { Recipient, "452 4.3.1 Insufficient system storage" },
        { Recipient, "452 Requested action not taken: insufficient system storage" },
        { Recipient, "554 5.4.6 Mail loop" },
        { Recipient, "451 4.4.3 Directory server is away" },
        { Recipient, "503 5.5.1 Bad sequence of commands" },
        { Recipient, "421 4.7.0 Try again later, closing connection" },
        { Recipient, "421 closing" },
        { Recipient, "454 4.7.0 Temporary authentication failure" },
        { Recipient, "550 5.7.1 Access denied" },
        { Recipient, "550 Access denied" },
        { Recipient, "554 Transaction failed" },
        { Recipient, "550 5.0.0 No" },
        { Start, "421 4.3.2 Shutting down" },
        { Start, "550 5.4.5 Daily quota exceeded" },
        { Start, "554 no" },
        { End, "550 5.7.1 Message rejected as spam by content filtering" },
        { End, "550 5.7.26 Unauthenticated mail isn't accepted due to the domain's DMARC policy" },
        { End, "554 5.7.1 The message contains a virus" },
        { End, "552 5.3.4 Message size exceeds fixed limit" },
        { End, "552 Message size exceeds fixed limit" },
        { End, "550 5.2.0 SendAsDenied: not allowed to send as this one" },
        { End, "554 5.6.0 Message content is not acceptable" },
        { End, "421 4.7.0 Unusual rate of mail from your network" },
        { End, "451 4.3.0 Queue file write error" },
    };

    /// <summary>Before a recipient is named nothing that is said can be about one; nor when a sign-in is asked for.</summary>
    public static TheoryData<string, string> BeforeARecipient => new()
    {
        { "CONNECT", "421 4.3.2 Service not available" },
        { "CONNECT", "554 5.7.1 No service for you" },
        { "CONNECT", "550 5.1.1 User unknown" },
        { "EHLO", "550 5.7.1 Helo rejected" },
        { "EHLO", "421 too many connections" },
        { Sender, "421 4.7.0 Too many connections" },
        { Sender, "450 4.7.1 Not now" },
        { Sender, "451 4.3.0 Temporary problem" },
        { Sender, "452 4.3.1 Insufficient storage" },
        { Sender, "530 5.7.0 Must issue a STARTTLS command first" },
        { Sender, "550 5.1.1 User unknown" },
        { Sender, "550 Mailbox unavailable" },
        { Sender, "552 5.2.2 Over quota" },
        { Sender, "553 Mailbox name not allowed" },
        { Sender, "554 5.7.1 Sender refused" },
        { Recipient, "530 5.7.0 Must issue a STARTTLS command first" },
        { Recipient, "530 5.7.1 Client was not authenticated" },
    };

    [Theory]
    [MemberData(nameof(OfTheRecipient))]
    public Task Send_RefusedForTheRecipient_EndsThatMail(string step, string answer) => AssertAsync(step, answer, DeliveryOutcome.Refused);

    [Theory]
    [MemberData(nameof(ForNow))]
    public Task Send_RefusedForNow_IsTriedAgain(string step, string answer) => AssertAsync(step, answer, DeliveryOutcome.Deferred);

    [Theory]
    [MemberData(nameof(OfTheServer))]
    public Task Send_RefusedForTheServerOrUs_EndsNoMail(string step, string answer) => AssertAsync(step, answer, DeliveryOutcome.PolicyRejected);

    [Theory]
    [MemberData(nameof(BeforeARecipient))]
    public Task Send_RefusedBeforeARecipientIsNamed_IsTheServers(string step, string answer) => AssertAsync(step, answer, DeliveryOutcome.ServerDown);

    [Theory]
    [InlineData("CONNECT", DeliveryOutcome.ServerDown)]
    [InlineData(Sender, DeliveryOutcome.ServerDown)]
    [InlineData(Recipient, DeliveryOutcome.PolicyRejected)]
    [InlineData(End, DeliveryOutcome.PolicyRejected)]
    public async Task Send_RefusedByAServerThatHangsUp_IsReadAllTheSame(string step, DeliveryOutcome expected)
    {
        await using var sink = SmtpSink.Start();
        sink.Script = s => s.Verb == step ? SmtpReaction.SayAndHangUp("421 4.7.0 Closing connection") : SmtpReaction.Accept;
        using var transport = Transport(sink);
        Assert.Equal((expected, "421 4.7.0 Closing connection"), await transport.SendAsync(Mail()) is var delivery ? (delivery.Outcome, delivery.Error) : default);

        sink.Script = _ => SmtpReaction.Accept;
        Assert.Equal(Delivery.Sent, await transport.SendAsync(Mail()));
    }

    private static async Task AssertAsync(string step, string answer, DeliveryOutcome expected)
    {
        string[][] servers = [[], ["PIPELINING", "ENHANCEDSTATUSCODES"]];
        foreach (var extensions in servers)
        {
            await using var sink = SmtpSink.Start(new SmtpSecurity { Extensions = extensions });
            sink.Script = s => s.Verb == step ? SmtpReaction.Say(answer) : SmtpReaction.Accept;
            using var transport = Transport(sink);
            var delivery = await transport.SendAsync(Mail());
            Assert.Equal((expected, answer[..3]), (delivery.Outcome, delivery.Code));
            Assert.StartsWith(answer.Replace('-', ' ').Split('\r')[0], delivery.Error?.Replace('-', ' '), StringComparison.Ordinal);

            // The next mail is none the worse for it.
            sink.Script = _ => SmtpReaction.Accept;
            Assert.Equal(Delivery.Sent, await transport.SendAsync(Mail()));
        }
    }

    private static SmtpTransport Transport(SmtpSink sink) => new(
        new MailOptions
        {
            Backend = MailBackend.Smtp,
            From = new MailboxAddress("Exhibition", "crm@exhibition.example"),
            Host = "127.0.0.1",
            Port = sink.Port,
            Timeout = TimeSpan.FromSeconds(60),
        },
        TimeProvider.System);

    private static MimeMessage Mail() => new(
        [new MailboxAddress("Exhibition", "crm@exhibition.example")], [new MailboxAddress("Guest", "guest@example.org")],
        "Welcome", new TextPart("plain") { Text = "Welcome\n" });
}
