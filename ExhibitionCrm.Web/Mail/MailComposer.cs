using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Makes the mail that is sent, from the data as they are now.</summary>
internal sealed class MailComposer(
    MailOptions options, CrmOptions site, ExhibitionTime time, UserManager<StaffUser> users, IOptions<DataProtectionTokenProviderOptions> tokens)
{
    /// <exception cref="UndeliverableException">There is nobody, or no address, to send it to.</exception>
    public async Task<MimeMessage> ComposeAsync(ClaimedMessage mail)
    {
        var name = OneLine(mail.Name);
        var text = await WriteAsync(mail, name);
        var message = new MimeMessage
        {
            MessageId = $"{mail.Id}@{options.From.Domain}",
            Date = time.Local(time.UtcNow),
            Subject = text.Subject,
            Body = Body(text),
        };
        message.From.Add(options.From);
        message.To.Add(Recipient(name, mail.Recipient));

        // Keeps out-of-office replies away; the second is Exchange's word for it.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    private async Task<MailText> WriteAsync(ClaimedMessage mail, string name)
    {
        if (mail.CustomerId is { } customerId)
        {
            return WelcomeMail.Write(customerId, name, $"qr_{customerId}.{mail.Id:N}@{options.From.Domain}");
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

    /// <summary>
    /// With an attachment: related, so that Outlook, Thunderbird and Apple Mail find by Content-ID what the HTML shows;
    /// in "mixed" Thunderbird does not look.
    /// </summary>
    private static MimeEntity Body(MailText text)
    {
        var alternative = new MultipartAlternative
        {
            Text(TextFormat.Plain, text.Plain),
            Text(TextFormat.Html, text.Html),
        };
        return text.Attachment is null ? alternative : new MultipartRelated { alternative, text.Attachment };
    }

    // Short lines of ASCII, whatever a server on the way can do.
    private static TextPart Text(TextFormat format, string text) =>
        new(format) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };

    private static MailboxAddress Recipient(string name, string address)
    {
        if (MailboxAddress.TryParse(address, out var parsed) && parsed.Address == address && address.Contains('@', StringComparison.Ordinal))
        {
            // What looks like an encoded word would be decoded, to what nobody checked.
            return new MailboxAddress(Encoding.UTF8, name.Replace("=?", "= ?", StringComparison.Ordinal), parsed.Address);
        }

        throw new UndeliverableException("The email address isn't valid.");
    }

    /// <summary>Forms let no control character through; what else is in the database must not break a header either.</summary>
    private static string OneLine(string name) =>
        string.Join(' ', new string([.. name.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What a mail says.</summary>
internal sealed record MailText(string Subject, string Plain, string Html, MimePart? Attachment = null);

/// <summary>The mail can never be sent; the message is for people.</summary>
internal sealed class UndeliverableException(string message) : Exception(message);
