using ExhibitionCrm.Web.Outbox;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Writes mails as .eml files named by their Message-ID, so that a mail sent twice is one file.</summary>
internal sealed class FileTransport(MailOptions options) : IMailTransport
{
    // As mails have them, on any system.
    private static readonly FormatOptions LinesOfMail = new() { NewLineFormat = NewLineFormat.Dos };

    private readonly string _folder = options.FilePath!;

    public async Task<Delivery> SendAsync(MimeMessage message)
    {
        var unfinished = Path.Combine(_folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(_folder);
            await using (var file = new FileStream(unfinished, FileMode.CreateNew))
            {
                message.Prepare(EncodingConstraint.SevenBit);
                await message.WriteToAsync(LinesOfMail, file);
                file.Flush(flushToDisk: true);
            }

            // Nobody who watches the folder sees half a mail.
            File.Move(unfinished, Path.Combine(_folder, $"{message.MessageId}.eml"), overwrite: true);
            return Delivery.Sent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Delivery.ServerDown($"Couldn't write the file: {e.Message}", "file");
        }
    }
}
