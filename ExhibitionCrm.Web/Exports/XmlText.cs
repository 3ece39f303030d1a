using System.Buffers;
using System.Text;

namespace ExhibitionCrm.Web.Exports;

/// <summary>
/// Writes any text as the content of an XML element. What XML 1.0 cannot hold becomes U+FFFD, so that it is seen that
/// something stood there.
/// </summary>
internal static class XmlText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(c => (char)c).Where(c => c is not ('\t' or '\n')), '&', '<', '>', '_', '\uFFFE', '\uFFFF']);

    public static void Append(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var plain = text.IndexOfAny(Special);
            if (plain < 0)
            {
                AppendPlain(output, text);
                return;
            }

            AppendPlain(output, text[..plain]);
            output.Write(Replacement(text[plain..]));
            text = text[(plain + 1)..];
        }
    }

    // The encoding turns half a surrogate pair into U+FFFD by itself.
    private static void AppendPlain(IBufferWriter<byte> output, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);

    private static ReadOnlySpan<byte> Replacement(ReadOnlySpan<char> text) => text[0] switch
    {
        '&' => "&amp;"u8,
        '<' => "&lt;"u8,
        '>' => "&gt;"u8,
        '_' => IsEscape(text) ? "_x005F_"u8 : "_"u8,
        '\r' => text is ['\r', '\n', ..] ? [] : "\n"u8,
        _ => "\uFFFD"u8,
    };

    // Spreadsheets read _x0041_ in a text as A.
    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text is ['_', 'x', var a, var b, var c, var d, '_', ..] &&
        char.IsAsciiHexDigit(a) && char.IsAsciiHexDigit(b) && char.IsAsciiHexDigit(c) && char.IsAsciiHexDigit(d);
}
