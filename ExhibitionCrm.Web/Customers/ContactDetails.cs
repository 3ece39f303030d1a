using System.Diagnostics.CodeAnalysis;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Who a customer is and how to be reached: nothing that a customer could not have.</summary>
public sealed record ContactDetails
{
    public const int NameMaxLength = 255;

    private ContactDetails(string name, EmailAddress email, PhoneNumber phone) => (Name, Email, Phone) = (name, email, phone);

    /// <summary>One line, not empty, at most <see cref="NameMaxLength"/> characters.</summary>
    public string Name { get; }

    public EmailAddress Email { get; }

    public PhoneNumber Phone { get; }

    /// <param name="faults">What is wrong; none when the details were made.</param>
    public static bool TryCreate(
        string? name, string? email, string? phone, [NotNullWhen(true)] out ContactDetails? details, out ContactFaults faults)
    {
        var trimmed = name?.WithoutDirectionControls().Trim() ?? "";
        var isEmail = EmailAddress.TryCreate(email, out var address, out var emailFault);
        var isPhone = PhoneNumber.TryCreate(phone, out var number, out var phoneFault);
        faults = new ContactFaults(NameFault(trimmed), emailFault, phoneFault);
        details = faults.Name is null && isEmail && isPhone ? new ContactDetails(trimmed, address!, number!) : null;
        return details is not null;
    }

    /// <summary>Of what a program has, as the demonstration's people.</summary>
    /// <exception cref="ArgumentException">Not details that a customer can have.</exception>
    public static ContactDetails Of(string name, string email, string phone) =>
        TryCreate(name, email, phone, out var details, out var faults) ? details : throw new ArgumentException(faults.ToString());

    /// <summary>Those of a row, accepted when it was saved.</summary>
    internal static ContactDetails OfStored(string name, string email, string phone) =>
        new(name, EmailAddress.OfStored(email), PhoneNumber.OfStored(phone));

    private static ValueFault? NameFault(string name) =>
        name.Length == 0 ? ValueFault.Missing
        : name.Length > NameMaxLength ? ValueFault.TooLong
        : !PlainText.IsPlain(name) ? ValueFault.NotPlain
        : null;
}

/// <summary>What is wrong with each of the details, null for nothing.</summary>
public sealed record ContactFaults(ValueFault? Name, ValueFault? Email, ValueFault? Phone);
