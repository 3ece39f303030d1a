using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Web.Forms;

/// <summary>An address that mail can be sent to: one @, no white space or quoting, a domain with a dot.</summary>
public sealed partial record EmailAddress
{
    public const int MaxLength = 254;

    private const int DomainMaxLength = 253;

    private EmailAddress(string value) => Value = value;

    public string Value { get; }

    /// <param name="fault">What is wrong; null when it is an address.</param>
    public static bool TryCreate(string? typed, [NotNullWhen(true)] out EmailAddress? address, [NotNullWhen(false)] out ValueFault? fault)
    {
        var text = typed?.Trim() ?? "";
        fault = text.Length == 0 ? ValueFault.Missing
            : text.Length > MaxLength ? ValueFault.TooLong
            : !IsAddress(text) ? ValueFault.Malformed
            : null;
        address = fault is null ? new EmailAddress(text) : null;
        return address is not null;
    }

    /// <summary>One that was accepted before, whatever the rules of today.</summary>
    internal static EmailAddress OfStored(string value) => new(value);

    public override string ToString() => Value;

    private static bool IsAddress(string text)
    {
        if (!Shape().IsMatch(text) || text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            var ascii = new IdnMapping().GetAscii(text[(text.LastIndexOf('@') + 1)..]);
            return ascii.Length <= DomainMaxLength && MimeKit.MailboxAddress.TryParse(text, out var mailbox) && mailbox.Address == text;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex("""^[^\s@<>()\[\]\\,;:"\p{C}.](?:[^\s@<>()\[\]\\,;:"\p{C}]{0,62}[^\s@<>()\[\]\\,;:"\p{C}.])?@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}][\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}]$""")]
    private static partial Regex Shape();
}
