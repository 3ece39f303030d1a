using ExhibitionCrm.Web.Outbox;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Prints mails to the log instead of sending them: for development, where links in them are wanted.</summary>
internal sealed class ConsoleTransport(ILogger<ConsoleTransport> logger) : IMailTransport
{
    public Task<Delivery> SendAsync(MimeMessage message)
    {
        logger.LogInformation(
            "Mail {MessageId}\nFrom: {From}\nTo: {To}\nSubject: {Subject}\nAttached: {Attached}\n\n{Text}",
            message.MessageId, message.From, message.To, message.Subject,
            string.Join(", ", message.BodyParts.OfType<MimePart>().Select(p => p.FileName).OfType<string>()), message.TextBody);
        return Task.FromResult(Delivery.Sent);
    }
}
