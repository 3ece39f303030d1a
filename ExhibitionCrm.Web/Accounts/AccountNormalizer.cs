using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using Microsoft.AspNetCore.Identity;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>As Identity's own, for whatever is typed or stands in an address: what can be nobody's name finds nobody.</summary>
internal sealed class AccountNormalizer : ILookupNormalizer
{
    public string? NormalizeName(string? name) => Normalize(name);

    /// <summary>The same for an address with its domain in Unicode and in ASCII.</summary>
    public string? NormalizeEmail(string? email) => Normalize(EmailAddress.TryCreate(email, out var address, out _) ? address.Value : email);

    // The database takes no NUL.
    private static string? Normalize(string? text) =>
        text?.Replace('\0', '\uFFFD').NormalizeSafely(NormalizationForm.FormC).ToUpperInvariant();
}
