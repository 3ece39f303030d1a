using System.Buffers.Binary;
using System.IO.Compression;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// Reads PNG (ISO/IEC 15948) as far as needed to know that it is a whole picture of a size that can be borne. Of its chunks
/// those are kept that make the picture: header, palette, transparency and pixels, the last packed anew.
/// </summary>
internal static class PngFile
{
    private const int HeaderLength = 13;

    // Length, type and check value.
    private const int AroundData = 12;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    // Adam7: where each pass begins and how far its pixels are apart.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <returns>What is wrong; null when the file was read.</returns>
    public static LogoFault? Read(ReadOnlySpan<byte> file, out ImageFile? image)
    {
        image = null;
        var rest = file[Signature.Length..];
        if (!TryTake(ref rest, out var type, out var data) || !type.SequenceEqual("IHDR"u8) || data.Length != HeaderLength)
        {
            return LogoFault.Damaged;
        }

        var header = Header.Of(data);
        if (!header.IsValid)
        {
            return LogoFault.Damaged;
        }

        if (!LogoImage.HasRightSize((int)Math.Min(header.Width, int.MaxValue), (int)Math.Min(header.Height, int.MaxValue)))
        {
            return LogoFault.WrongDimensions;
        }

        return ReadPicture(rest, header, data, out image);
    }

    private static LogoFault? ReadPicture(ReadOnlySpan<byte> rest, Header header, ReadOnlySpan<byte> headerData, out ImageFile? image)
    {
        image = null;
        using var parts = new MemoryStream();
        parts.Write(Signature);
        Put(parts, "IHDR"u8, headerData);
        using var packed = new MemoryStream();
        var (hasPalette, pixelsAreOver) = (false, false);
        while (TryTake(ref rest, out var type, out var data))
        {
            if (type.SequenceEqual("IEND"u8))
            {
                return data.IsEmpty && rest.IsEmpty && packed.Length > 0 && (hasPalette || !header.NeedsPalette) && TryRepack(packed, header.UnpackedLength, parts)
                    ? Finish(parts, header, out image)
                    : LogoFault.Damaged;
            }

            if (type.SequenceEqual("IDAT"u8) && !pixelsAreOver)
            {
                packed.Write(data);
                continue;
            }

            pixelsAreOver = packed.Length > 0;
            if (type.SequenceEqual("PLTE"u8) && !hasPalette && !pixelsAreOver && header.MayHavePalette && data.Length is > 0 and <= 768 && data.Length % 3 == 0)
            {
                hasPalette = true;
                Put(parts, type, data);
            }
            else if (type.SequenceEqual("tRNS"u8) && !pixelsAreOver && header.MayHaveTransparency(data.Length))
            {
                Put(parts, type, data);
            }
            else if (char.IsAsciiLetterUpper((char)type[0]))
            {
                // Without it the picture is another one, and what it says is not known here.
                return LogoFault.Damaged;
            }
        }

        return LogoFault.Damaged;
    }

    private static LogoFault? Finish(MemoryStream parts, Header header, out ImageFile image)
    {
        Put(parts, "IEND"u8, []);
        image = new ImageFile("image/png", parts.ToArray(), (int)header.Width, (int)header.Height);
        return null;
    }

    /// <summary>The next chunk, if it is whole.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data)
    {
        type = data = default;
        if (rest.Length < AroundData || BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length > rest.Length - AroundData)
        {
            return false;
        }

        type = rest.Slice(4, 4);
        data = rest.Slice(8, (int)length);
        var isWhole = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]) == Crc(rest.Slice(4, 4 + (int)length));
        rest = rest[(AroundData + (int)length)..];
        return isWhole && type.IndexOfAnyExceptInRange((byte)'A', (byte)'z') < 0;
    }

    private static void Put(MemoryStream to, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, 4 + data.Length)));
        to.Write(chunk);
    }

    /// <summary>Unpacks never more than the picture has, however much the file holds; what else is among the packed bytes is left behind.</summary>
    private static bool TryRepack(MemoryStream packed, long length, MemoryStream parts)
    {
        try
        {
            packed.Position = 0;
            using var unpacking = new ZLibStream(packed, CompressionMode.Decompress, leaveOpen: true);
            using var repacked = new MemoryStream();
            using (var packing = new ZLibStream(repacked, CompressionLevel.Optimal, leaveOpen: true))
            {
                var buffer = new byte[81920];
                for (int read; (read = unpacking.Read(buffer)) > 0;)
                {
                    length -= read;
                    if (length < 0)
                    {
                        return false;
                    }

                    packing.Write(buffer, 0, read);
                }
            }

            Put(parts, "IDAT"u8, repacked.GetBuffer().AsSpan(0, (int)repacked.Length));
            return length == 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static uint CrcOf(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return crc;
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private readonly record struct Header(uint Width, uint Height, int Bits, int Colour, bool IsInterlaced, bool IsValid)
    {
        private const int Grey = 0;
        private const int True = 2;
        private const int Indexed = 3;
        private const int GreyAlpha = 4;
        private const int TrueAlpha = 6;

        public bool NeedsPalette => Colour == Indexed;

        public bool MayHavePalette => Colour is Indexed or True or TrueAlpha;

        /// <summary>In bytes, with one more a row that says how it is filtered.</summary>
        public long UnpackedLength
        {
            get
            {
                var (width, height, bits) = ((long)Width, (long)Height, Bits * Channels);
                return IsInterlaced
                    ? Passes.Sum(pass => Length((width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY, bits))
                    : Length(width, height, bits);
            }
        }

        private int Channels => Colour switch { True => 3, GreyAlpha => 2, TrueAlpha => 4, _ => 1 };

        public static Header Of(ReadOnlySpan<byte> data)
        {
            var (bits, colour) = (data[8], data[9]);
            var areKnown = colour switch
            {
                Grey => bits is 1 or 2 or 4 or 8 or 16,
                Indexed => bits is 1 or 2 or 4 or 8,
                True or GreyAlpha or TrueAlpha => bits is 8 or 16,
                _ => false,
            };
            return new Header(
                BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]), bits, colour, data[12] == 1,
                areKnown && data[10] == 0 && data[11] == 0 && data[12] <= 1);
        }

        public bool MayHaveTransparency(int length) => Colour switch { Grey => length == 2, True => length == 6, Indexed => length is > 0 and <= 256, _ => false };

        private static long Length(long width, long height, int bits) => width <= 0 || height <= 0 ? 0 : height * (1 + (((width * bits) + 7) / 8));
    }
}
