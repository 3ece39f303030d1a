using System.Text;
using ExhibitionCrm.Web.Configuration;
using Microsoft.AspNetCore.Identity;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>As Identity's own, for whatever is typed or stands in an address: what can be nobody's name finds nobody.</summary>
internal sealed class AccountNormalizer : ILookupNormalizer
{
    public string? NormalizeName(string? name) => Normalize(name);

    public string? NormalizeEmail(string? email) => Normalize(email);

    // The database takes no NUL.
    private static string? Normalize(string? text) =>
        text?.Replace('\0', '\uFFFD').NormalizeSafely(NormalizationForm.FormC).ToUpperInvariant();
}
