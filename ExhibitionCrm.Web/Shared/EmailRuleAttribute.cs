using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Web.Shared;

/// <summary>An address that mail can be sent to: one @, no white space or quoting, a domain with a dot.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed partial class EmailRuleAttribute() : ValidationAttribute("Enter an email address like name@example.org.")
{
    public override bool IsValid(object? value) => value is not string text || text.Length == 0 || IsAddress(text);

    public static bool IsAddress(string text)
    {
        if (!Shape().IsMatch(text) || text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            var ascii = new IdnMapping().GetAscii(text[(text.LastIndexOf('@') + 1)..]);
            return ascii.Length <= 253 && MimeKit.MailboxAddress.TryParse(text, out var mailbox) && mailbox.Address == text;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex("""^[^\s@<>()\[\]\\,;:"\p{C}.](?:[^\s@<>()\[\]\\,;:"\p{C}]{0,62}[^\s@<>()\[\]\\,;:"\p{C}.])?@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}][\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}]$""")]
    private static partial Regex Shape();
}
