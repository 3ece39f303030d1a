using System.Globalization;
using System.Text;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Lists;

/// <summary>
/// Folds text for searching, one field a line: lower case, letters without accents and strokes, typographic marks as
/// plain ones, nothing invisible. Done here rather than by the database, so that a search means the same under every
/// locale that a PostgreSQL server may have been made with.
/// </summary>
public static class SearchText
{
    public const int QueryMaxLength = 100;
    public const int KeyMaxLength = 100;

    // Of such a word an index of trigrams knows nothing.
    private const int ShortWord = 2;

    /// <summary>To be given to LIKE with a <see cref="Pattern"/>: Entity Framework switches the database's own off.</summary>
    public const string Escape = @"\";

    public static string Of(params ReadOnlySpan<string> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
        {
            if (field.Length > 0)
            {
                text.Append(text.Length > 0 ? "\n" : "").Append(Fold(field));
            }
        }

        return text.ToString();
    }

    /// <summary>The words that were typed, folded, each once; what is found holds every one of them, in any order.</summary>
    public static IReadOnlyList<string> Words(string? typed) =>
        [.. Fold((typed ?? "").Trim().Truncate(QueryMaxLength)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()];

    /// <summary>A LIKE pattern that finds a word anywhere.</summary>
    public static string Pattern(string word) =>
        $"%{word.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    /// <summary>Whether all that was typed is shorter than what trigrams can find.</summary>
    public static bool IsShort(string? typed) => Words(typed) is { Count: > 0 } words && words.All(word => word.Length <= ShortWord);

    /// <summary>Folded and cut to what an index takes, to sort by.</summary>
    public static string Key(string text) => Fold(text.Truncate(KeyMaxLength)).Truncate(KeyMaxLength);

    /// <summary>Cut at whole characters.</summary>
    public static string Truncate(this string text, int length) =>
        text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)]
        : text[..length];

    private static string Fold(string text)
    {
        text = DomainName.Decode(text);
        if (Ascii.IsValid(text) && !text.Any(c => char.IsControl(c) || c == '`'))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);

        // By itself the acute accent would fall apart into a blank and a mark.
        foreach (var rune in text.Replace('\u00B4', '\'').NormalizeSafely(NormalizationForm.FormKD).EnumerateRunes())
        {
            folded.Append(Fold(rune));
        }

        return folded.ToString();
    }

    private static string Fold(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when Rune.IsWhiteSpace(rune) => " ",
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark => "",
        UnicodeCategory.DashPunctuation => "-",
        _ => Plain(Rune.ToLowerInvariant(rune)),
    };

    // What no normal form of Unicode takes apart.
    private static string Plain(Rune letter) => letter.Value switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ⱥ' => "a",
        'ƀ' or 'ɓ' => "b",
        'ȼ' or 'ƈ' => "c",
        'đ' or 'ð' or 'ɖ' or 'ɗ' => "d",
        'ɇ' => "e",
        'ƒ' => "f",
        'ǥ' or 'ɠ' => "g",
        'ħ' => "h",
        'ı' or 'ɨ' => "i",
        'ɉ' => "j",
        'ƙ' => "k",
        'ł' or 'ƚ' or 'ⱡ' or 'ɫ' => "l",
        'ŋ' or 'ɲ' => "n",
        'ø' or 'ɵ' => "o",
        'ᵽ' or 'ƥ' => "p",
        'ɍ' => "r",
        'ŧ' or 'ⱦ' or 'ƭ' => "t",
        'ʉ' => "u",
        'ʋ' => "v",
        'ɏ' or 'ƴ' => "y",
        'ƶ' or 'ȥ' => "z",
        'ς' => "σ",
        '\u2212' or '\u2043' => "-",
        '`' or '‘' or '’' or '‛' or '′' or '‵' or 'ʹ' or 'ʻ' or 'ʼ' or 'ʽ' or 'ˈ' or '՚' or '׳' or 'ꞌ' => "'",
        '“' or '”' or '„' or '‟' or '«' or '»' or '″' or '״' => "\"",

        // Letters of Hangul that stand for none.
        '\u115F' or '\u1160' => "",
        _ => letter.ToString(),
    };
}
