using System.Text;
using ExhibitionCrm.Tests.Badges;
using ExhibitionCrm.Web.Exhibitions;
using static ExhibitionCrm.Tests.Exhibitions.ImageFiles;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>Which files are taken for logos, and what is left of them.</summary>
public sealed class LogoImageTests
{
    private const string Secret = "52.5200N 13.4050E, <script>alert(1)</script>";

    private static readonly byte[] Hidden = Encoding.ASCII.GetBytes(Secret);

    public static TheoryData<string, LogoFault> Wrong => new()
    {
        { "nothing", LogoFault.Missing },
        { "text", LogoFault.Unsupported },
        { "svg", LogoFault.Unsupported },
        { "gif", LogoFault.Unsupported },
        { "webp", LogoFault.Unsupported },
        { "html", LogoFault.Unsupported },
        { "too many bytes", LogoFault.TooLarge },
        { "png signature before html", LogoFault.Damaged },
        { "png signature alone", LogoFault.Damaged },
        { "png broken off", LogoFault.Damaged },
        { "png without its end", LogoFault.Damaged },
        { "png with html behind it", LogoFault.Damaged },
        { "png with another picture behind it", LogoFault.Damaged },
        { "png with a wrong check value", LogoFault.Damaged },
        { "png with a length past its end", LogoFault.Damaged },
        { "png without pixels", LogoFault.Damaged },
        { "png with too few pixels packed", LogoFault.Damaged },
        { "png with too many pixels packed", LogoFault.Damaged },
        { "png with pixels that are not packed", LogoFault.Damaged },
        { "png of a palette without one", LogoFault.Damaged },
        { "png of a kind that there is not", LogoFault.Damaged },
        { "png with a part that nobody knows", LogoFault.Damaged },
        { "png that says 30000 by 30000", LogoFault.WrongDimensions },
        { "png that says 4294967295 by 64", LogoFault.WrongDimensions },
        { "png of 15 by 64", LogoFault.WrongDimensions },
        { "png of 2001 by 64", LogoFault.WrongDimensions },
        { "png of 0 by 0", LogoFault.WrongDimensions },
        { "jpeg broken off", LogoFault.Damaged },
        { "jpeg without a scan", LogoFault.Damaged },
        { "jpeg with html behind it", LogoFault.Damaged },
        { "jpeg with html in its tables", LogoFault.Damaged },
        { "jpeg of two frames", LogoFault.Damaged },
        { "jpeg with a length past its end", LogoFault.Damaged },
        { "jpeg without losses", LogoFault.Unsupported },
        { "jpeg that says 30000 by 30000", LogoFault.WrongDimensions },
        { "jpeg of 64 by 0", LogoFault.WrongDimensions },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void TryCreate_OfAWrongFile_SaysWhatIsWrong(string file, LogoFault expected)
    {
        Assert.False(LogoImage.TryCreate(Make(file), out var image, out var fault));
        Assert.Null(image);
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(64, 32)]
    [InlineData(2000, 2000)]
    [InlineData(17, 1999)]
    public void TryCreate_OfAPng_IsItsPictureAndNothingElse(int width, int height)
    {
        var file = Png(width, height, 77, Chunk("tEXt", [.. "Comment\0"u8, .. Hidden]), Chunk("eXIf", Hidden), Chunk("iTXt", Hidden), Chunk("acTL", new byte[8]));
        Assert.True(LogoImage.TryCreate(file, out var image, out _));
        Assert.Equal(("image/png", width, height), (image.ContentType, image.Width, image.Height));
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(image.Content), StringComparison.Ordinal);
        Assert.Equal(Rows(width, height, 77), PngImage.Read(image.Content).Rows);
        Assert.True(LogoImage.TryCreate(image.Content, out var again, out _));
        Assert.Equal(Rows(width, height, 77), PngImage.Read(again.Content).Rows);
        Assert.True(LogoImage.TryCreate(file, out var same, out _));
        Assert.Equal(image.Version, same.Version);
        Assert.True(LogoImage.TryCreate(Png(width, height, 78), out var other, out _));
        Assert.NotEqual(image.Version, other.Version);
    }

    [Fact]
    public void TryCreate_OfAPng_LeavesWhatIsHiddenBehindThePackedPixels()
    {
        byte[] packed = [.. Pack(Rows(64, 32, 5)), .. Hidden];
        Assert.True(LogoImage.TryCreate([.. Signature, .. Header(64, 32), .. Chunk("IDAT", packed[..20]), .. Chunk("IDAT", packed[20..]), .. Chunk("IEND", [])], out var image, out _));
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(image.Content), StringComparison.Ordinal);
        Assert.Equal(Rows(64, 32, 5), PngImage.Read(image.Content).Rows);
    }

    [Fact]
    public void TryCreate_OfAPngWithPaletteTransparencyAndInterlace_KeepsThem()
    {
        // Adam7 of 16 by 16, eight bits each: per pass as many rows as it has, each with its filter.
        var length = (2 * 3) + (2 * 3) + (2 * 5) + (4 * 5) + (4 * 9) + (8 * 9) + (8 * 17);
        byte[] file =
        [
            .. Signature, .. Header(16, 16, colour: 3, interlace: 1), .. Chunk("PLTE", [1, 2, 3, 4, 5, 6]), .. Chunk("tRNS", [0]),
            .. Chunk("IDAT", Pack(new byte[length])), .. Chunk("IEND", []),
        ];
        Assert.True(LogoImage.TryCreate(file, out var image, out _));
        var text = Encoding.Latin1.GetString(image.Content);
        Assert.Contains("PLTE", text, StringComparison.Ordinal);
        Assert.Contains("tRNS", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xC0)]
    [InlineData(0xC1)]
    [InlineData(0xC2)]
    public void TryCreate_OfAJpeg_IsItsPictureAndNothingElse(byte frame)
    {
        var plain = Jpeg(64, 32, frame);
        var file = Jpeg(64, 32, frame, Segment(0xE1, [.. "Exif\0\0"u8, .. Hidden]), Segment(0xED, Hidden), Segment(0xFE, Hidden), Segment(0xE2, [.. "ICC_PROFILE\0"u8, .. Hidden]));
        Assert.True(LogoImage.TryCreate(file, out var image, out _));
        Assert.Equal(("image/jpeg", 64, 32), (image.ContentType, image.Width, image.Height));
        Assert.Equal(plain, image.Content);
    }

    [Fact]
    public void TryCreate_OfAJpegWithASmallPictureAndRestarts_KeepsThePictureAlone()
    {
        var plain = Jpeg();
        var scan = plain.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA]) + 10;
        byte[] restarted = [.. plain[..scan], 0, 0xFF, 0xD0, 0, 0xFF, 0x00, 0, 0xFF, 0xD7, 0, 0xFF, 0xFF, 0xD9];
        Assert.True(LogoImage.TryCreate(restarted, out var image, out _));
        Assert.Equal([.. restarted[..^3], 0xFF, 0xD9], image.Content);

        byte[] thumbnail = [0xFF, 0xD8, .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 1, 1, .. Hidden]), .. plain[20..]];
        Assert.True(LogoImage.TryCreate(thumbnail, out image, out _));
        Assert.Equal(plain, image.Content);
    }

    [Fact]
    public void TryCreate_OfAnyPartOfAFile_NeverThrows()
    {
        foreach (var whole in new[] { Png(20, 20), Jpeg(20, 20) })
        {
            for (var length = 0; length < whole.Length; length++)
            {
                Assert.False(LogoImage.TryCreate(whole.AsSpan(0, length), out _, out _));
            }

            var random = new Random(1);
            for (var i = 0; i < 3000; i++)
            {
                var changed = whole.ToArray();
                changed[random.Next(2, changed.Length)] = (byte)random.Next(256);
                LogoImage.TryCreate(changed, out _, out _);
            }
        }
    }

    internal static byte[] Make(string file)
    {
        var (png, jpeg) = (Png(), Jpeg());
        byte[] html = "<!DOCTYPE html><script>alert(document.cookie)</script>"u8.ToArray();
        var pixels = Chunk("IDAT", Pack(Rows(64, 32, 1)));
        var end = Chunk("IEND", []);
        return file switch
        {
            "nothing" => [],
            "text" => "logo"u8.ToArray(),
            "svg" => "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray(),
            "gif" => [.. "GIF89a"u8, 64, 0, 32, 0, 0, 0, 0, 0x3B],
            "webp" => [.. "RIFF"u8, 20, 0, 0, 0, .. "WEBPVP8 "u8, .. new byte[12]],
            "html" => html,
            "too many bytes" => new byte[LogoImage.MaxBytes + 1],
            "png signature before html" => [.. Signature, .. html],
            "png signature alone" => Signature,
            "png broken off" => png[..^30],
            "png without its end" => png[..^12],
            "png with html behind it" => [.. png, .. html],
            "png with another picture behind it" => [.. png, .. png],
            "png with a wrong check value" => [.. png[..^17], (byte)(png[^17] ^ 1), .. png[^16..]],
            "png with a length past its end" => [.. Signature, .. Header(64, 32), 0x7F, 0xFF, 0xFF, 0xFF, .. "IDAT"u8, .. new byte[20]],
            "png without pixels" => [.. Signature, .. Header(64, 32), .. end],
            "png with too few pixels packed" => PngThatSays(1000, 1000),
            "png with too many pixels packed" => [.. Signature, .. Header(64, 32), .. Chunk("IDAT", Pack(new byte[40_000_000])), .. end],
            "png with pixels that are not packed" => [.. Signature, .. Header(64, 32), .. Chunk("IDAT", new byte[6176]), .. end],
            "png of a palette without one" => [.. Signature, .. Header(64, 32, colour: 3), .. Chunk("IDAT", Pack(new byte[65 * 32])), .. end],
            "png of a kind that there is not" => [.. Signature, .. Header(64, 32, bits: 3), .. pixels, .. end],
            "png with a part that nobody knows" => [.. Signature, .. Header(64, 32), .. Chunk("NEWX", [1]), .. pixels, .. end],
            "png that says 30000 by 30000" => PngThatSays(30000, 30000),
            "png that says 4294967295 by 64" => PngThatSays(-1, 64),
            "png of 15 by 64" => Png(15, 64),
            "png of 2001 by 64" => Png(2001, 64),
            "png of 0 by 0" => PngThatSays(0, 0),
            "jpeg broken off" => jpeg[..^3],
            "jpeg without a scan" => [0xFF, 0xD8, .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]), 0xFF, 0xD9],
            "jpeg with html behind it" => [.. jpeg, .. html],
            "jpeg with html in its tables" => Jpeg(64, 32, 0xC0, Segment(0xDB, html)),
            "jpeg of two frames" => Jpeg(64, 32, 0xC0, Segment(0xC0, [8, 0, 32, 0, 64, 1, 1, 0x11, 0])),
            "jpeg with a length past its end" => [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0, 0],
            "jpeg without losses" => Jpeg(64, 32, 0xC3),
            "jpeg that says 30000 by 30000" => Jpeg(30000, 30000),
            "jpeg of 64 by 0" => Jpeg(64, 0),
            _ => throw new ArgumentException(file),
        };
    }
}
