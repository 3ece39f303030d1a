using System.Diagnostics.CodeAnalysis;
using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using MimeKit;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// From whom the mails to an exhibition's customers are: an address, perhaps with a name before it. What stands before the @
/// is ASCII: otherwise only those could be written to whose mail servers all know other letters there.
/// </summary>
public sealed record MailSender
{
    public const int NameMaxLength = 100;

    private MailSender(string name, string address) => (Name, Address) = (name, address);

    /// <summary>One line; empty for none.</summary>
    public string Name { get; }

    /// <summary>See <see cref="EmailAddress"/>.</summary>
    public string Address { get; }

    /// <param name="faults">What is wrong; none when there is a sender.</param>
    public static bool TryCreate(string? name, string? address, [NotNullWhen(true)] out MailSender? sender, out (ValueFault? Name, ValueFault? Address) faults)
    {
        var line = name?.WithoutDirectionControls().Trim() ?? "";
        var isAddress = EmailAddress.TryCreate(address, out var read, out var fault);
        faults = (
            line.Length > NameMaxLength ? ValueFault.TooLong : !IsLine(line) ? ValueFault.NotPlain : null,
            isAddress && !Ascii.IsValid(read!.Value.AsSpan(0, read.Value.LastIndexOf('@'))) ? ValueFault.Unknown : fault);
        sender = faults is (null, null) ? new MailSender(line, read!.Value) : null;
        return sender is not null;
    }

    /// <param name="text">As in Exhibition &lt;crm@example.org&gt;.</param>
    internal static MailSender? Parse(string? text) =>
        MailboxAddress.TryParse(text ?? "", out var mailbox) && TryCreate(mailbox.Name, mailbox.Address, out var sender, out _) ? sender : null;

    /// <summary>Of a row, accepted when it was saved; null for none.</summary>
    internal static MailSender? OfStored(string? name, string? address) => address is null ? null : new MailSender(name ?? "", address);

    // Both break lines as well, and neither is a control character.
    private static bool IsLine(string text) => PlainText.IsPlain(text) && !text.Contains('\u2028', StringComparison.Ordinal) && !text.Contains('\u2029', StringComparison.Ordinal);
}
