namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>The picture by which an exhibition is known: on badges, and where its name stands.</summary>
public sealed class ExhibitionLogo
{
    public const int ContentTypeMaxLength = 20;

    private ExhibitionLogo()
    {
    }

    public int ExhibitionId { get; private init; }

    public string ContentType { get; private set; } = "";

    /// <summary>See <see cref="LogoImage"/>.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>In pixels.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>See <see cref="LogoImage.Version"/>.</summary>
    public string Version { get; private set; } = "";

    public DateTimeOffset UploadedAt { get; private set; }

    /// <summary>A user name.</summary>
    public string UploadedBy { get; private set; } = "";

    public static ExhibitionLogo Of(int exhibitionId, LogoImage image, string by, DateTimeOffset at)
    {
        var logo = new ExhibitionLogo { ExhibitionId = exhibitionId };
        logo.Replace(image, by, at);
        return logo;
    }

    public void Replace(LogoImage image, string by, DateTimeOffset at)
    {
        (ContentType, Content, Width, Height, Version) = (image.ContentType, image.Content, image.Width, image.Height, image.Version);
        (UploadedBy, UploadedAt) = (by, at);
    }
}
