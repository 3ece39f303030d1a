using System.Text;

namespace ExhibitionCrm.Web.Mail;

/// <summary>
/// A name in the words of RFC 2047. MimeKit's own are of up to 76 characters and more, of which 75 are allowed: some servers
/// refuse them, some programs show them as they are.
/// </summary>
internal static class EncodedPhrase
{
    private const string Start = "=?utf-8?b?";
    private const string End = "?=";

    /// <summary>What Base64 makes 60 characters of: with the signs around them one more step would be too long.</summary>
    private const int BytesPerWord = 45;

    /// <summary>Each word on a line of its own, with whole characters.</summary>
    public static string Of(string name)
    {
        var lines = new StringBuilder();
        Span<byte> word = stackalloc byte[BytesPerWord];
        Span<byte> character = stackalloc byte[4];
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            var bytes = character[..rune.EncodeToUtf8(character)];
            if (length + bytes.Length > BytesPerWord)
            {
                Append(lines, word[..length]);
                length = 0;
            }

            bytes.CopyTo(word[length..]);
            length += bytes.Length;
        }

        Append(lines, word[..length]);
        return lines.ToString();
    }

    private static void Append(StringBuilder lines, ReadOnlySpan<byte> word) =>
        lines.Append(lines.Length == 0 ? "" : "\r\n ").Append(Start).Append(Convert.ToBase64String(word)).Append(End);
}
