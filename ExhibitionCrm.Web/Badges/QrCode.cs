using QRCoder;

namespace ExhibitionCrm.Web.Badges;

/// <summary>The QR code of a customer: holds exactly the ID. Made on demand, never stored.</summary>
public static class QrCode
{
    private const int PixelsPerModule = 10;

    public static byte[] Png(string customerId)
    {
        using var data = Encode(customerId);
        using var code = new PngByteQRCode(data);
        return code.GetGraphic(PixelsPerModule);
    }

    public static string Svg(string customerId)
    {
        using var data = Encode(customerId);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(PixelsPerModule, "#000000", "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    // Level M reads well from a smudged label, and 8 characters fit the smallest code with it.
    private static QRCodeData Encode(string customerId) => QRCodeGenerator.GenerateQrCode(customerId, QRCodeGenerator.ECCLevel.M);
}
