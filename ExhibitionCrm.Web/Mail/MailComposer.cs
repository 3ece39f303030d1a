using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Makes the mail that is sent, from the data as they are now.</summary>
internal sealed class MailComposer(
    MailOptions options, CrmOptions site, CurrentExhibition exhibition, LogoService logos, ExhibitionTime time, UserManager<StaffUser> users,
    IOptions<DataProtectionTokenProviderOptions> tokens)
{
    // With its quotes it still fits on a line.
    private const int LongestPlainName = 30;

    /// <exception cref="UndeliverableException">There is nobody, or no address, to send it to.</exception>
    public async Task<MimeMessage> ComposeAsync(ClaimedMessage mail)
    {
        var name = OneLine(mail.Name);
        var text = await WriteAsync(mail, name);
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id}@{FromDomain}",
            Date = time.Local(time.UtcNow),
            Subject = text.Subject,
            Body = Body(text),
        };
        var sender = Sender(mail);
        message.From.Add(sender);
        Encode(message, HeaderId.From, sender);
        var recipient = Recipient(name, mail.Recipient);
        message.To.Add(recipient);
        Encode(message, HeaderId.To, recipient);

        // Keeps out-of-office replies away; the second is Exchange's word for it.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    // Mails to staff are the installation's. A copy: an address knows the lists that it stands in, and the options' would keep
    // every mail for ever.
    private MailboxAddress Sender(ClaimedMessage mail) => mail.CustomerId is not null && exhibition.Settings is { SenderAddress: { } address } settings
        ? new MailboxAddress(Encoding.UTF8, WithoutEncodedWords(OneLine(settings.SenderName)), EmailAddress.ToAscii(address))
        : (MailboxAddress)options.From.Clone();

    // The installation's, so that an ID stays what it is whatever an exhibition's sender becomes. So is the address that servers
    // send refusals to: it is one that the mail server is known to take.
    // In ASCII: readers' programs look for a Content-ID as it stands there.
    private string FromDomain => DomainName.TryCreate(options.From.Domain, out var domain) ? domain.Ascii : options.From.Domain;

    private async Task<MailText> WriteAsync(ClaimedMessage mail, string name)
    {
        if (mail.CustomerId is { } customerId)
        {
            return WelcomeMail.Write(
                customerId, name, OneLine(mail.Company), OneLine(exhibition.Settings.Name ?? ""), $"qr_{customerId}.{mail.Id:N}@{FromDomain}", await FindLogoAsync(mail));
        }

        if (mail.Kind == nameof(MessageKind.Test))
        {
            return TestMail.Write(site.AppUrl, name);
        }

        var user = await users.FindByIdAsync(mail.UserId.ToString()!);
        return user is { IsActive: true }
            ? PasswordResetMail.Write(site.AppUrl, user.Id, name, await users.GeneratePasswordResetTokenAsync(user), tokens.Value.TokenLifespan)
            : throw new UndeliverableException("The account has been deactivated.");
    }

    private async Task<MailLogo?> FindLogoAsync(ClaimedMessage mail) =>
        exhibition.Settings.Logo is not null && await logos.FindSmallAsync(exhibition.Settings.Id) is { } logo
            ? MailLogo.Of(logo, $"logo.{mail.Id:N}@{FromDomain}")
            : null;

    /// <summary>
    /// With images: related, so that Outlook, Thunderbird and Apple Mail find by Content-ID what the HTML shows;
    /// in "mixed" Thunderbird does not look.
    /// </summary>
    private static MimeEntity Body(MailText text)
    {
        var alternative = new MultipartAlternative
        {
            Text(TextFormat.Plain, text.Plain),
            Text(TextFormat.Html, text.Html),
        };
        if (text.Parts.Count == 0)
        {
            return alternative;
        }

        var related = new MultipartRelated { alternative };
        foreach (var part in text.Parts)
        {
            related.Add(part);
        }

        return related;
    }

    // Short lines of ASCII, whatever a server on the way can do.
    private static TextPart Text(TextFormat format, string text) =>
        new(format) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };

    /// <summary>Names that MimeKit would encode or fold. In a mail with SMTPUTF8 it does neither.</summary>
    private static void Encode(MimeMessage message, HeaderId field, MailboxAddress mailbox)
    {
        var name = mailbox.Name ?? "";
        if ((Ascii.IsValid(name) && name.Length <= LongestPlainName) || !Ascii.IsValid(mailbox.LocalPart))
        {
            return;
        }

        var value = $" {EncodedPhrase.Of(name)}\r\n <{EmailAddress.ToAscii(mailbox.Address)}>\r\n";
        message.Headers[message.Headers.IndexOf(field)].SetRawValue(Encoding.ASCII.GetBytes(value));
    }

    private static MailboxAddress Recipient(string name, string address)
    {
        var at = address.LastIndexOf('@');
        if (at > 0 && MailboxAddress.TryParse(EmailAddress.ToAscii(address), out var parsed) && parsed.LocalPart == address[..at])
        {
            return new MailboxAddress(Encoding.UTF8, WithoutEncodedWords(name), parsed.Address);
        }

        throw new UndeliverableException(address.Length == 0 ? "There's no email address." : "The email address isn't valid.");
    }

    // What looks like one would be decoded, to what nobody checked.
    private static string WithoutEncodedWords(string name) => name.Replace("=?", "= ?", StringComparison.Ordinal);

    /// <summary>
    /// Forms let no control character through and none that turns the direction of text; what else is in the database must
    /// not break a header, or turn what stands beside it, either.
    /// </summary>
    private static string OneLine(string name) =>
        string.Join(' ', new string([.. name.WithoutDirectionControls().Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What a mail says.</summary>
/// <param name="Parts">What the HTML shows by Content-ID, or readers can save.</param>
internal sealed record MailText(string Subject, string Plain, string Html, params IReadOnlyList<MimePart> Parts);

/// <summary>The mail can never be sent; the message is for people.</summary>
internal sealed class UndeliverableException(string message) : Exception(message);
