using System.Text;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>Text as Unicode has it, whatever came.</summary>
public static class UnicodeText
{
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

    /// <summary>Whether Unicode forbids it in interchange: U+FDD0 to U+FDEF, and the last two of each plane.</summary>
    public static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;
}
