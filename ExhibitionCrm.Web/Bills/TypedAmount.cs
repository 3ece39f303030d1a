using System.Globalization;
using System.Text;

namespace ExhibitionCrm.Web.Bills;

/// <summary>
/// An amount as people type it, taken apart into plain digits: in the digits of any script, with a point or a comma before
/// the decimal places, and with the whole part grouped or not. amount.js shows meanwhile what this will read, and a test
/// holds the two together.
/// </summary>
/// <param name="Whole">Digits 0 to 9; can begin with zeros.</param>
/// <param name="Fraction">Digits 0 to 9; empty without a decimal separator.</param>
/// <param name="IsAmbiguous">
/// Whether the separator may as well be one between thousands, as in 1.234 or 1,234: to some the one is the decimal separator,
/// to some the other, and nothing else that was typed tells which. It cannot where nobody would group: in 0.234 and 1234.567, or
/// beside another separator, as in 1.234,567; nor can the Arabic decimal separator, which is nothing else.
/// </param>
internal sealed record TypedAmount(string Whole, string Fraction, bool IsAmbiguous = false)
{
    private const char Mark = '\'';
    private const char ArabicDecimalSeparator = '٫';

    /// <summary>The same with the separator between thousands.</summary>
    public TypedAmount Grouped => new(Whole + Fraction, "");

    /// <summary>Null for what is not digits with separators where they belong.</summary>
    /// <param name="plain">As <see cref="Plain"/> gives it.</param>
    public static TypedAmount? Read(string plain)
    {
        var point = FindDecimalSeparator(plain);
        var (whole, fraction) = point is null ? (plain, "") : (plain[..point.Value], plain[(point.Value + 1)..]);
        return Ungroup(whole) is { } digits && (point is null || fraction.Length > 0) && fraction.All(char.IsAsciiDigit)
            ? new TypedAmount(digits, fraction, point is not null && plain[point.Value] != ArabicDecimalSeparator && IsAlsoGrouped(whole, fraction))
            : null;
    }

    /// <summary>The same in ASCII, without what cannot be seen and the blanks around it.</summary>
    public static string Plain(string? typed)
    {
        var plain = new StringBuilder();
        foreach (var rune in (typed ?? "").EnumerateRunes())
        {
            plain.Append(Simplify(rune));
        }

        return plain.ToString().Trim();
    }

    private static string Simplify(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.DecimalDigitNumber => $"{(int)Rune.GetNumericValue(rune)}",
        UnicodeCategory.Format => "",
        UnicodeCategory.SpaceSeparator => " ",
        UnicodeCategory.DashPunctuation => "-",
        _ => rune.Value switch
        {
            '−' => "-",
            '．' or '。' or '｡' => ".",
            '،' or '，' => ",",
            '٬' or '’' or '‘' or 'ʼ' or '＇' or '´' or '`' => $"{Mark}",
            _ => rune.ToString(),
        },
    };

    // The one that is nothing else; otherwise of two kinds the last one. A kind that comes twice groups.
    private static int? FindDecimalSeparator(string text)
    {
        if (text.Contains(ArabicDecimalSeparator, StringComparison.Ordinal))
        {
            return text.IndexOf(ArabicDecimalSeparator, StringComparison.Ordinal);
        }

        var (point, comma) = (text.LastIndexOf('.'), text.LastIndexOf(','));
        var last = Math.Max(point, comma);
        return last < 0 || (Math.Min(point, comma) < 0 && text.IndexOf(text[last], StringComparison.Ordinal) < last) ? null : last;
    }

    /// <summary>Null unless it is digits, or groups of them with one mark between: 1 234 567 or, as in India, 12,34,567.</summary>
    private static string? Ungroup(string whole)
    {
        if (whole.All(char.IsAsciiDigit))
        {
            return whole == "" ? null : whole;
        }

        var mark = whole.First(c => !char.IsAsciiDigit(c));
        var groups = whole.Split(mark);
        return mark is ' ' or '.' or ',' or Mark && groups.All(g => g.Length > 0 && g.All(char.IsAsciiDigit)) && AreGrouped(groups)
            ? string.Concat(groups)
            : null;
    }

    private static bool IsAlsoGrouped(string whole, string fraction) => whole.All(char.IsAsciiDigit) && AreGrouped([whole, fraction]);

    // Nobody groups what begins with a zero: a separator was meant, or something was lost.
    private static bool AreGrouped(string[] groups) =>
        groups[0][0] != '0' && groups[^1].Length == 3
        && ((groups[0].Length <= 3 && groups[1..].All(g => g.Length == 3))
            || (groups.Length > 2 && groups[0].Length <= 2 && groups[1..^1].All(g => g.Length == 2)));
}
