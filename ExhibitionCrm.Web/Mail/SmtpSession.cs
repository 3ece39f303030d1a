using MailKit.Net.Smtp;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>A connection to the mail server that knows how far the mail in hand has come.</summary>
internal sealed class SmtpSession : SmtpClient
{
    public SmtpStage Stage { get; private set; }

    /// <summary>Whether it may be asked to send addresses in Unicode, if the server offers SMTPUTF8.</summary>
    public bool International { get; private set; } = true;

    /// <summary>For good. As soon as a server offers SMTPUTF8, MailKit sends it every domain in Unicode, which fewer of the next servers take.</summary>
    public void KeepToAscii()
    {
        Capabilities &= ~SmtpCapabilities.UTF8;
        International = false;
    }

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

        // With PIPELINING the sender's refusal may have been read just before.
        if (Stage == SmtpStage.Recipient)
        {
            Stage = SmtpStage.Text;
        }
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
