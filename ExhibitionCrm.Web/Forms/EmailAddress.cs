using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Forms;

/// <summary>
/// An address that mail can be sent to: one @, no white space or quoting, a domain with a dot. However its domain was
/// written, in Unicode or in ASCII, capital or small, it is one address.
/// </summary>
public sealed partial record EmailAddress
{
    public const int MaxLength = 254;

    private EmailAddress(string value) => Value = value;

    /// <summary>As it is kept and shown; see <see cref="DomainName.Shown"/>.</summary>
    public string Value { get; }

    /// <param name="fault">What is wrong; null when it is an address.</param>
    public static bool TryCreate(string? typed, [NotNullWhen(true)] out EmailAddress? address, [NotNullWhen(false)] out ValueFault? fault)
    {
        var text = typed?.WithoutDirectionControls().Trim() ?? "";
        var value = PlainText.IsPlain(text) ? Canonical(text.NormalizeSafely(NormalizationForm.FormC)) : null;
        fault = text.Length == 0 ? ValueFault.Missing
            : (value ?? text).Length > MaxLength ? ValueFault.TooLong
            : value is null || !IsAddress(value) ? ValueFault.Malformed
            : null;
        address = fault is null ? new EmailAddress(value!) : null;
        return address is not null;
    }

    /// <summary>One that was accepted before, whatever the rules of today.</summary>
    internal static EmailAddress OfStored(string value) => new(Normalize(value));

    /// <summary>What is typed as it would be kept; what has no domain stays as it is.</summary>
    public static string Normalize(string typed) => Canonical(typed.NormalizeSafely(NormalizationForm.FormC)) ?? typed;

    /// <summary>The address with its domain in the ASCII that mail servers speak; what has no domain stays as it is.</summary>
    public static string ToAscii(string address) =>
        Split(address) is var (local, domain) ? $"{local}@{domain.Ascii}" : address;

    public override string ToString() => Value;

    /// <summary>Null for what has no domain.</summary>
    private static string? Canonical(string text) => Split(text) is var (local, domain) ? $"{local}@{domain.Shown}" : null;

    private static (string Local, DomainName Domain)? Split(string text) =>
        text.LastIndexOf('@') is > 0 and var at && DomainName.TryCreate(text[(at + 1)..], out var domain) ? (text[..at], domain) : null;

    private static bool IsAddress(string text) =>
        Shape().IsMatch(text) && !text.Contains("..", StringComparison.Ordinal)
        && MimeKit.MailboxAddress.TryParse(ToAscii(text), out var mailbox) && mailbox.LocalPart == text[..text.LastIndexOf('@')];

    [GeneratedRegex("""^[^\s@<>()\[\]\\,;:"\p{C}.](?:[^\s@<>()\[\]\\,;:"\p{C}]{0,62}[^\s@<>()\[\]\\,;:"\p{C}.])?@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{N}][\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}]$""")]
    private static partial Regex Shape();
}
