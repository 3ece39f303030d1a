using System.Buffers.Binary;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// Reads JPEG (ITU-T T.81) as far as needed to know that it is a whole picture of a size that can be borne: baseline,
/// extended or progressive, by Huffman codes. Of its segments those are kept that make the picture; what cameras and programs
/// write beside it, as places and names, is not.
/// </summary>
internal static class JpegFile
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;

    public static bool Is(ReadOnlySpan<byte> file) => file is [0xFF, StartOfImage, 0xFF, ..];

    /// <returns>What is wrong; null when the file was read.</returns>
    public static LogoFault? Read(ReadOnlySpan<byte> file, out ImageFile? image)
    {
        image = null;
        using var parts = new MemoryStream();
        parts.Write([0xFF, StartOfImage]);
        var reader = new Reader(file[2..], parts);
        while (reader.TryTakeMarker(out var marker))
        {
            if (marker == EndOfImage)
            {
                if (!reader.IsComplete)
                {
                    return LogoFault.Damaged;
                }

                parts.Write([0xFF, EndOfImage]);
                image = new ImageFile("image/jpeg", parts.ToArray(), reader.Width, reader.Height);
                return null;
            }

            if (reader.TakeSegment(marker) is { } fault)
            {
                return fault;
            }
        }

        return LogoFault.Damaged;
    }

    private ref struct Reader(ReadOnlySpan<byte> rest, MemoryStream parts)
    {
        private const byte HuffmanTables = 0xC4;
        private const byte ArithmeticConditions = 0xCC;
        private const byte StartOfScan = 0xDA;
        private const byte QuantizationTables = 0xDB;
        private const byte RestartInterval = 0xDD;
        private const byte Jfif = 0xE0;
        private const byte Adobe = 0xEE;
        private const byte Comment = 0xFE;
        private const int ChannelsOfCmyk = 4;

        private readonly MemoryStream _parts = parts;
        private ReadOnlySpan<byte> _rest = rest;
        private int _channels;
        private bool _hasScan;

        public int Width { get; private set; }

        public int Height { get; private set; }

        /// <summary>Whether there is a picture, and nothing behind it.</summary>
        public readonly bool IsComplete => _hasScan && _rest.IsEmpty;

        // There may be any number of FF before one.
        public bool TryTakeMarker(out byte marker)
        {
            marker = 0;
            if (_rest is not [0xFF, ..] || _rest.IndexOfAnyExcept((byte)0xFF) is not (> 0 and var at))
            {
                return false;
            }

            marker = _rest[at];
            _rest = _rest[(at + 1)..];
            return marker != 0;
        }

        public LogoFault? TakeSegment(byte marker)
        {
            if (_rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(_rest) is var length && (length < 2 || length > _rest.Length))
            {
                return LogoFault.Damaged;
            }

            var data = _rest[2..length];
            _rest = _rest[length..];
            switch (marker)
            {
                case StartOfScan:
                    return TakeScan(data);
                case HuffmanTables:
                    return Keep(marker, data, AreHuffmanTables(data));
                case QuantizationTables:
                    return Keep(marker, data, AreQuantizationTables(data));
                case RestartInterval:
                    return Keep(marker, data, data.Length == 2);
                case >= 0xC0 and <= 0xCF and not ArithmeticConditions and not 0xC8:
                    return TakeFrame(marker, data);
                case Jfif when data.StartsWith("JFIF\0"u8) && data.Length >= 14:
                    // Without the small picture that may come with it.
                    return Keep(marker, [.. data[..12], 0, 0], isRight: true);
                case Adobe when data.StartsWith("Adobe"u8) && data.Length == 12:
                    return Keep(marker, data, isRight: true);
                case (>= Jfif and <= 0xEF) or Comment:
                    return null;
                default:
                    return LogoFault.Damaged;
            }
        }

        private LogoFault? TakeFrame(byte marker, ReadOnlySpan<byte> data)
        {
            if (_channels > 0 || data.Length < 6 || data.Length != 6 + (3 * data[5]))
            {
                return LogoFault.Damaged;
            }

            // Baseline, extended and progressive; browsers show no others.
            if (marker is not (0xC0 or 0xC1 or 0xC2) || data[0] != 8 || data[5] is not (1 or 3 or ChannelsOfCmyk))
            {
                return LogoFault.Unsupported;
            }

            (Height, Width, _channels) = (BinaryPrimitives.ReadUInt16BigEndian(data[1..]), BinaryPrimitives.ReadUInt16BigEndian(data[3..]), data[5]);
            return LogoImage.HasRightSize(Width, Height) ? Keep(marker, data, isRight: true) : LogoFault.WrongDimensions;
        }

        // What follows its header has no length: it ends with the next marker.
        private LogoFault? TakeScan(ReadOnlySpan<byte> header)
        {
            if (header.IsEmpty || header.Length != 4 + (2 * header[0]) || header[0] == 0 || header[0] > _channels)
            {
                return LogoFault.Damaged;
            }

            Keep(StartOfScan, header, isRight: true);
            var end = 0;
            do
            {
                end += _rest[end..].IndexOf((byte)0xFF) is >= 0 and var next ? next : _rest.Length - end;
                if (end + 1 >= _rest.Length)
                {
                    return LogoFault.Damaged;
                }

                end += 2;
            }
            while (_rest[end - 1] is 0 or (>= 0xD0 and <= 0xD7));

            _parts.Write(_rest[..(end - 2)]);
            _rest = _rest[(end - 2)..];
            _hasScan = true;
            return null;
        }

        private readonly LogoFault? Keep(byte marker, ReadOnlySpan<byte> data, bool isRight)
        {
            if (!isRight)
            {
                return LogoFault.Damaged;
            }

            Span<byte> head = [0xFF, marker, 0, 0];
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(data.Length + 2));
            _parts.Write(head);
            _parts.Write(data);
            return null;
        }

        // Each with its number and 64 values of one or two bytes; nothing else.
        private static bool AreQuantizationTables(ReadOnlySpan<byte> data)
        {
            while (!data.IsEmpty)
            {
                var length = 1 + (64 * (1 + (data[0] >> 4)));
                if (data[0] >> 4 > 1 || (data[0] & 15) > 3 || data.Length < length)
                {
                    return false;
                }

                data = data[length..];
            }

            return true;
        }

        // Each with its number, how many codes there are of each length, and what they stand for.
        private static bool AreHuffmanTables(ReadOnlySpan<byte> data)
        {
            const int counts = 16;
            while (!data.IsEmpty)
            {
                var length = 1 + counts;
                for (var i = 1; i <= counts && i < data.Length; i++)
                {
                    length += data[i];
                }

                if (data[0] >> 4 > 1 || (data[0] & 15) > 3 || length > 1 + counts + 256 || data.Length < length)
                {
                    return false;
                }

                data = data[length..];
            }

            return true;
        }
    }
}
