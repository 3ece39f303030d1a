using System.Buffers;
using System.Text;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>Text as Unicode has it, whatever came.</summary>
public static class UnicodeText
{
    private static readonly SearchValues<char> DirectionControls = SearchValues.Create("\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>
    /// Normalized; halves of surrogate pairs and noncharacters, which <see cref="string.Normalize()"/> throws on, become
    /// U+FFFD.
    /// </summary>
    public static string NormalizeSafely(this string text, NormalizationForm form)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var runes = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            runes.Append((IsNoncharacter(rune) ? Rune.ReplacementChar : rune).ToString());
        }

        return runes.ToString().Normalize(form);
    }

    /// <summary>
    /// Without what embeds, overrides or isolates a direction: text needs none of it, and one without its end turns what
    /// stands behind it.
    /// </summary>
    public static string WithoutDirectionControls(this string text) => text.AsSpan().ContainsAny(DirectionControls)
        ? string.Concat(text.Where(c => !DirectionControls.Contains(c)))
        : text;

    /// <summary>For a sentence of plain text: whatever its direction, it leaves alone what stands beside it.</summary>
    public static string Isolated(this string text) => $"\u2068{text.WithoutDirectionControls()}\u2069";

    /// <summary>Whether Unicode forbids it in interchange: U+FDD0 to U+FDEF, and the last two of each plane.</summary>
    public static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;
}
