using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// A domain, however it was written: in the ASCII that mail servers speak (xn--mller-messe-thb.de, by IDNA 2008 and
/// UTS 46) and as people read it (müller-messe.de).
/// </summary>
public sealed partial record DomainName
{
    private const int AsciiMaxLength = 253;
    private const string AsciiPrefix = "xn--";

    private static readonly IdnMapping Idn = new();

    private DomainName(string ascii, string shown) => (Ascii, Shown) = (ascii, shown);

    public string Ascii { get; }

    /// <summary>In Unicode, but for the labels in which that could be taken for another name: those stay in ASCII.</summary>
    public string Shown { get; }

    /// <param name="written">In either form, or with labels of both.</param>
    public static bool TryCreate(string written, [NotNullWhen(true)] out DomainName? domain)
    {
        domain = null;
        if (ToAscii(written) is not { Length: <= AsciiMaxLength } ascii)
        {
            return false;
        }

        var labels = ascii.Split('.');
        domain = new DomainName(ascii, string.Join('.', labels.Select(label => ToShown(label, labels[^1]))));
        return true;
    }

    /// <summary>A text in which the domains that are written in ASCII are as people read them, safe or not: to search by.</summary>
    public static string Decode(string text) => text.Contains(AsciiPrefix, StringComparison.OrdinalIgnoreCase)
        ? AsciiLabel().Replace(text, match => ToUnicode(match.Value.ToLowerInvariant()) ?? match.Value)
        : text;

    private static string? ToAscii(string written)
    {
        try
        {
            return Idn.GetAscii(written).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string ToShown(string label, string last) =>
        label.StartsWith(AsciiPrefix, StringComparison.Ordinal) && ToUnicode(label) is { } unicode && IsUnmistakable(unicode, last) ? unicode : label;

    /// <summary>Null for what is no label, or another one's when it is turned back.</summary>
    private static string? ToUnicode(string label)
    {
        try
        {
            var unicode = Idn.GetUnicode(label);
            return ToAscii(unicode) == label ? unicode : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Letters of one script, or of those that are written together; and not all of them Latin ones in disguise, unless the
    /// whole domain is of that script.
    /// </summary>
    private static bool IsUnmistakable(string label, string last) =>
        OneScript().IsMatch(label) && !(LatinInDisguise().IsMatch(label) && System.Text.Ascii.IsValid(last) && !last.StartsWith(AsciiPrefix, StringComparison.Ordinal));

    [GeneratedRegex(@"\bxn--[a-z0-9-]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsciiLabel();

    // By Unicode's blocks, which is what .NET knows of scripts. U+01C0 to U+01C3 look like | and !.
    [GeneratedRegex(
        @"^(?:[\p{IsBasicLatin}\p{IsLatin-1Supplement}\p{IsLatinExtended-A}\p{IsLatinExtended-B}\p{IsLatinExtendedAdditional}-[\u01C0-\u01C3]]+"
        + @"|[0-9\p{IsCyrillic}-]+|[0-9\p{IsGreek}\p{IsGreekExtended}-]+|[0-9\p{IsArmenian}-]+|[0-9\p{IsGeorgian}-]+|[0-9\p{IsHebrew}-]+|[0-9\p{IsArabic}-]+"
        + @"|[0-9\p{IsDevanagari}-]+|[0-9\p{IsBengali}-]+|[0-9\p{IsGurmukhi}-]+|[0-9\p{IsGujarati}-]+|[0-9\p{IsOriya}-]+|[0-9\p{IsTamil}-]+|[0-9\p{IsTelugu}-]+"
        + @"|[0-9\p{IsKannada}-]+|[0-9\p{IsMalayalam}-]+|[0-9\p{IsSinhala}-]+|[0-9\p{IsThai}-]+|[0-9\p{IsLao}-]+|[0-9\p{IsMyanmar}-]+|[0-9\p{IsKhmer}-]+|[0-9\p{IsEthiopic}-]+"
        + @"|[0-9\p{IsHangulSyllables}\p{IsCJKUnifiedIdeographs}-]+"
        + @"|[a-z0-9々\p{IsHiragana}\p{IsKatakana}\p{IsCJKUnifiedIdeographs}\p{IsCJKUnifiedIdeographsExtensionA}-]+"
        + @"|[a-z0-9\p{IsBopomofo}\p{IsCJKUnifiedIdeographs}\p{IsCJKUnifiedIdeographsExtensionA}-]+)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex OneScript();

    [GeneratedRegex(@"^[0-9-]*[асԁеһіјӏорԛѕԝхуαικνορτυχγ][0-9асԁеһіјӏорԛѕԝхуαικνορτυχγ-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex LatinInDisguise();
}
