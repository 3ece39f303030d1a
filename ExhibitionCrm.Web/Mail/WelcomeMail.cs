using System.Globalization;
using ExhibitionCrm.Web.Badges;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Greets a customer in the name of the exhibition and brings the ID and its QR code.</summary>
internal static class WelcomeMail
{
    /// <param name="exhibition">Empty for one that has no name.</param>
    /// <param name="logo">The exhibition's; null for none.</param>
    public static MailText Write(string customerId, string name, string company, string exhibition, string contentId, MailLogo? logo)
    {
        var subject = $"Welcome! Your Customer ID: {customerId}";
        var values = new Dictionary<string, string> { ["name"] = name, ["company"] = company, ["exhibition"] = exhibition, ["id"] = customerId, ["cid"] = contentId };
        var shown = new Dictionary<string, string>(values)
        {
            ["logo"] = logo?.ContentId ?? "",
            ["logoWidth"] = logo?.Width.ToString(CultureInfo.InvariantCulture) ?? "",
            ["logoHeight"] = logo?.Height.ToString(CultureInfo.InvariantCulture) ?? "",
        };
        return new MailText(
            subject, MailTemplate.Text("Welcome", values), MailTemplate.Html("Welcome", subject, shown),
            logo is null ? [Code(customerId, contentId)] : [Code(customerId, contentId), logo.ToPart()]);
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
