using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>Picture files that decoders read, and whatever a test wants to be wrong about them.</summary>
internal static class ImageFiles
{
    public static byte[] Signature => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A];

    /// <summary>Of one colour, with eight bits a channel.</summary>
    /// <param name="more">Chunks before the pixels.</param>
    public static byte[] Png(int width = 64, int height = 32, byte shade = 128, params byte[][] more) =>
        [.. Signature, .. Header(width, height), .. more.SelectMany(c => c), .. Chunk("IDAT", Pack(Rows(width, height, shade))), .. Chunk("IEND", [])];

    /// <summary>The header says so, and there is next to nothing behind it.</summary>
    public static byte[] PngThatSays(int width, int height) => [.. Signature, .. Header(width, height), .. Chunk("IDAT", Pack(new byte[1000])), .. Chunk("IEND", [])];

    public static byte[] Header(int width, int height, byte bits = 8, byte colour = 2, byte interlace = 0)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = (bits, colour, interlace);
        return Chunk("IHDR", data);
    }

    public static byte[] Rows(int width, int height, byte shade) =>
        [.. Enumerable.Range(0, height).SelectMany(_ => Enumerable.Repeat(shade, width * 3).Prepend((byte)0))];

    public static byte[] Pack(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            packing.Write(data);
        }

        return packed.ToArray();
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var crc = uint.MaxValue;
        foreach (var value in body)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return [.. BigEndian((uint)data.Length), .. body, .. BigEndian(~crc)];
    }

    /// <summary>Grey throughout: each block has the value of the one before, in one bit, and no other, in another.</summary>
    /// <param name="frame">Baseline; C2 is progressive.</param>
    /// <param name="more">Segments after the first one.</param>
    public static byte[] Jpeg(int width = 64, int height = 32, byte frame = 0xC0, params byte[][] more)
    {
        var blocks = ((width + 7) / 8) * ((height + 7) / 8);
        byte[] scan = [.. Enumerable.Repeat((byte)0, Math.Min((blocks * (frame == 0xC2 ? 1 : 2) / 8) + 1, 60_000))];
        return
        [
            0xFF, 0xD8,
            .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
            .. more.SelectMany(s => s),
            .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
            .. Segment(frame, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]),
            .. Segment(0xC4, [0x00, 1, .. new byte[15], 0]),
            .. Segment(0xC4, [0x10, 1, .. new byte[15], 0]),
            .. Segment(0xDA, [1, 1, 0x00, 0, frame == 0xC2 ? (byte)0 : (byte)63, 0]),
            .. scan,
            0xFF, 0xD9,
        ];
    }

    public static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
