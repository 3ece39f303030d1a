using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ExhibitionCrm.Tests.Badges;

/// <summary>Just enough of the format to look at a QR code: one channel, no interlacing, no filters.</summary>
internal sealed class PngImage
{
    private readonly byte[] _rows;
    private readonly int _bits;

    private PngImage(int width, int bits, byte[] rows) => (Width, _bits, _rows) = (width, bits, rows);

    public int Width { get; }

    /// <summary>Unpacked, each row with its filter before it.</summary>
    public byte[] Rows => _rows;

    public bool IsDark(int x, int y)
    {
        var stride = 1 + (((Width * _bits) + 7) / 8);
        Assert.Equal(0, _rows[y * stride]);
        var sample = _rows[(y * stride) + 1 + (x * _bits / 8)];
        return (sample >> (8 - _bits - (x * _bits % 8)) & ((1 << _bits) - 1)) == 0;
    }

    public static PngImage Read(byte[] file)
    {
        var (width, bits) = (0, 0);
        using var packed = new MemoryStream();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var type = Encoding.ASCII.GetString(file, at + 4, 4);
            var data = file.AsSpan(at + 8, length);
            if (type == "IHDR")
            {
                (width, bits) = (BinaryPrimitives.ReadInt32BigEndian(data), data[8]);
            }
            else if (type == "IDAT")
            {
                packed.Write(data);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using var inflate = new ZLibStream(packed, CompressionMode.Decompress);
        using var rows = new MemoryStream();
        inflate.CopyTo(rows);
        return new PngImage(width, bits, rows.ToArray());
    }
}
