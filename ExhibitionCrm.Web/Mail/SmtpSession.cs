using MailKit.Net.Smtp;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>A connection to the mail server that knows how far the mail in hand has come.</summary>
internal sealed class SmtpSession : SmtpClient
{
    public SmtpStage Stage { get; private set; }

    /// <summary>Before each mail.</summary>
    public void BeginMail() => Stage = SmtpStage.Sender;

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        base.OnSenderAccepted(message, mailbox, response);
        Stage = SmtpStage.Recipient;
    }

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        base.OnRecipientAccepted(message, mailbox, response);
        Stage = SmtpStage.Text;
    }
}

/// <summary>What the server answers next.</summary>
internal enum SmtpStage
{
    /// <summary>MAIL FROM, and all that comes before it: the server does not know the recipient yet.</summary>
    Sender,

    /// <summary>RCPT TO.</summary>
    Recipient,

    /// <summary>DATA, and the end of the text.</summary>
    Text,
}
