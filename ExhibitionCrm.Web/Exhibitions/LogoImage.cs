using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// A PNG or JPEG file that can be served: read from its bytes, whatever it is called, and put together again from the parts
/// that make the picture alone, so that nothing else that the file holds gets any further.
/// </summary>
public sealed class LogoImage
{
    /// <summary>Of the file, in bytes.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>Of width and height, in pixels.</summary>
    public const int MinPixels = 16;

    public const int MaxPixels = 2000;

    /// <summary>Packed anew, a picture may take a little more than it did.</summary>
    internal const int MaxStoredBytes = 2 * MaxBytes;

    internal const int VersionLength = 16;

    private LogoImage(ImageFile image, ReadOnlySpan<byte> file)
    {
        (ContentType, Content, Width, Height) = (image.ContentType, image.Content, image.Width, image.Height);
        Version = Convert.ToHexStringLower(SHA256.HashData(file))[..VersionLength];
    }

    public string ContentType { get; }

    public byte[] Content { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Another one for another file, the same for the same one: of lower-case hexadecimal digits.</summary>
    public string Version { get; }

    /// <param name="fault">What is wrong; null when it is an image.</param>
    public static bool TryCreate(ReadOnlySpan<byte> file, [NotNullWhen(true)] out LogoImage? image, [NotNullWhen(false)] out LogoFault? fault)
    {
        image = null;
        ImageFile? read = null;
        fault = file.IsEmpty ? LogoFault.Missing
            : file.Length > MaxBytes ? LogoFault.TooLarge
            : PngFile.Is(file) ? PngFile.Read(file, out read)
            : JpegFile.Is(file) ? JpegFile.Read(file, out read)
            : LogoFault.Unsupported;
        if (fault is null && read is { Content.Length: <= MaxStoredBytes })
        {
            image = new LogoImage(read, file);
            return true;
        }

        fault ??= LogoFault.TooLarge;
        return false;
    }

    /// <summary>Known from the first bytes of a file, before anything is unpacked.</summary>
    internal static bool HasRightSize(int width, int height) => width is >= MinPixels and <= MaxPixels && height is >= MinPixels and <= MaxPixels;
}

/// <summary>Why a file cannot be a logo.</summary>
public enum LogoFault
{
    /// <summary>No file, or an empty one.</summary>
    Missing,

    /// <summary>In bytes.</summary>
    TooLarge,

    /// <summary>Neither PNG nor JPEG, or a kind of them that browsers do not show.</summary>
    Unsupported,

    /// <summary>Broken off, broken, or with something behind its end.</summary>
    Damaged,

    /// <summary>Too many pixels, or too few.</summary>
    WrongDimensions,
}

/// <summary>A picture's file, of the parts that make the picture alone.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
internal sealed record ImageFile(string ContentType, byte[] Content, int Width, int Height);
