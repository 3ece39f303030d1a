using ExhibitionCrm.Web.Exhibitions;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>An exhibition's logo as a mail shows it: from itself, by Content-ID.</summary>
/// <param name="Width">As it is shown, in pixels.</param>
/// <param name="Height">As it is shown, in pixels.</param>
internal sealed record MailLogo(string ContentType, byte[] Content, int Width, int Height, string ContentId)
{
    private const int MostWidth = 240;
    private const int MostHeight = 48;

    public static MailLogo Of(ExhibitionLogo logo, string contentId)
    {
        var scale = Math.Min(1.0, Math.Min((double)MostWidth / logo.Width, (double)MostHeight / logo.Height));
        return new MailLogo(logo.ContentType, logo.Content, Scaled(logo.Width), Scaled(logo.Height), contentId);

        int Scaled(int pixels) => Math.Max(1, (int)Math.Round(pixels * scale));
    }

    // Inline, so that programs do not offer it as a file.
    public MimePart ToPart()
    {
        var type = MimeKit.ContentType.Parse(ContentType);
        return new MimePart(type)
        {
            Content = new MimeContent(new MemoryStream(Content)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Inline),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentId = ContentId,
            FileName = $"logo.{type.MediaSubtype}",
        };
    }
}
