using System.Globalization;
using System.Text;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Lists;

/// <summary>
/// Folds text for searching: lower case, without accents, one field a line. Done here rather than by the database,
/// so that a search means the same under every locale that a PostgreSQL server may have been made with.
/// </summary>
public static class SearchText
{
    public const int QueryMaxLength = 100;
    public const int KeyMaxLength = 100;

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

    /// <summary>A LIKE pattern that finds the typed text anywhere; null when nothing searchable was typed.</summary>
    public static string? Pattern(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        var query = Fold(typed.Trim().Truncate(QueryMaxLength));
        return query.Length == 0
            ? null
            : $"%{query.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
    }

    /// <summary>Whether what was typed is shorter than what trigrams can find.</summary>
    public static bool IsShort(string? typed) => !string.IsNullOrWhiteSpace(typed) && Fold(typed.Trim().Truncate(QueryMaxLength)).Length < 3;

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
        if (Ascii.IsValid(text) && !text.Any(char.IsControl))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var c in text.NormalizeSafely(NormalizationForm.FormKD))
        {
            if (!char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(char.ToLowerInvariant(c));
            }
        }

        return folded.ToString();
    }
}
