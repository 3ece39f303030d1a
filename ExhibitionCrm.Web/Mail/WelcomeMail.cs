using ExhibitionCrm.Web.Badges;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Greets a customer in the name of the exhibition and brings the ID and its QR code.</summary>
internal static class WelcomeMail
{
    /// <param name="exhibition">Empty for one that has no name.</param>
    public static MailText Write(string customerId, string name, string company, string exhibition, string contentId)
    {
        var subject = $"Welcome! Your Customer ID: {customerId}";
        var values = new Dictionary<string, string> { ["name"] = name, ["company"] = company, ["exhibition"] = exhibition, ["id"] = customerId, ["cid"] = contentId };
        return new MailText(
            subject, MailTemplate.Text("Welcome", values), MailTemplate.Html("Welcome", subject, values), Code(customerId, contentId));
    }

    // One part does both: the Content-ID lets the HTML show it, the disposition makes programs offer it as a file.
    private static MimePart Code(string customerId, string contentId) => new("image", "png")
    {
        Content = new MimeContent(new MemoryStream(QrCode.Png(customerId))),
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
        ContentTransferEncoding = ContentEncoding.Base64,
        ContentId = contentId,
        FileName = $"qr_{customerId}.png",
    };
}
