using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>The short name of an exhibition in addresses: Latin letters without accents, digits, and single hyphens between them.</summary>
public static partial class Slug
{
    /// <summary>Null for a text that can be one. The letters' case does not matter: addresses have lower case.</summary>
    public static ValueFault? Fault(string text) =>
        text.Length == 0 ? ValueFault.Missing
        : text.Length > Exhibition.SlugMaxLength ? ValueFault.TooLong
        : Shape().IsMatch(text) ? null : ValueFault.Malformed;

    /// <summary>Makes one of a name: "Café Söhne 2027" becomes cafe-sohne-2027. Words that are too much are left out.</summary>
    /// <returns>False for a name without anything that it could be made of, as one in Arabic.</returns>
    public static bool TryPropose(string name, [NotNullWhen(true)] out string? slug)
    {
        var words = Unsuitable().Replace(SearchText.Of(name).Replace("'", "", StringComparison.Ordinal), "-").Trim('-');
        if (words.Length > Exhibition.SlugMaxLength)
        {
            var end = words.LastIndexOf('-', Exhibition.SlugMaxLength);
            words = end > 0 ? words[..end] : words[..Exhibition.SlugMaxLength];
        }

        slug = Fault(words) is null ? words : null;
        return slug is not null;
    }

    // $ would allow a line feed after it.
    [GeneratedRegex(@"^[a-z0-9](-?[a-z0-9])*\z")]
    private static partial Regex Shape();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Unsuitable();
}
