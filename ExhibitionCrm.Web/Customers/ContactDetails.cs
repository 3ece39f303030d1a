using System.Diagnostics.CodeAnalysis;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Who a customer is and how to be reached: nothing that a customer could not have.</summary>
public sealed record ContactDetails
{
    public const int NameMaxLength = 255;
    public const int CompanyMaxLength = 255;
    public const int JobTitleMaxLength = 255;
    public const int NoteMaxLength = 2000;

    private ContactDetails(string name, EmailAddress? email, PhoneNumber? phone) => (Name, Email, Phone) = (name, email, phone);

    /// <summary>One line, not empty, at most <see cref="NameMaxLength"/> characters.</summary>
    public string Name { get; }

    /// <summary>Null for none, where the exhibition asks for none.</summary>
    public EmailAddress? Email { get; }

    /// <summary>Null for none, as well.</summary>
    public PhoneNumber? Phone { get; }

    /// <summary>One line; empty for none.</summary>
    public string Company { get; private init; } = "";

    /// <summary>One line; empty for none.</summary>
    public string JobTitle { get; private init; } = "";

    /// <summary>What staff want to remember; line breaks allowed, empty for nothing.</summary>
    public string Note { get; private init; } = "";

    /// <param name="faults">What is wrong; none when the details were made.</param>
    /// <param name="required">What has to be given beside the name; null for both.</param>
    public static bool TryCreate(
        ContactText text, [NotNullWhen(true)] out ContactDetails? details, out ContactFaults faults, RequiredContact? required = null)
    {
        required ??= RequiredContact.Both;
        var (name, company, jobTitle, note) = (Line(text.Name), Line(text.Company), Line(text.JobTitle), Typed.Lines(text.Note) ?? "");
        EmailAddress.TryCreate(text.Email, out var address, out var emailFault);
        PhoneNumber.TryCreate(text.Phone, out var number, out var phoneFault);
        faults = new ContactFaults(
            name.Length == 0 ? ValueFault.Missing : Fault(name, NameMaxLength), Unless(!required.Email, emailFault), Unless(!required.Phone, phoneFault))
        {
            Company = Fault(company, CompanyMaxLength),
            JobTitle = Fault(jobTitle, JobTitleMaxLength),
            Note = Fault(note, NoteMaxLength, allowLineBreaks: true),
        };
        details = faults == ContactFaults.None
            ? new ContactDetails(name, address, number) { Company = company, JobTitle = jobTitle, Note = note }
            : null;
        return details is not null;
    }

    /// <summary>Of what a program has, as the demonstration's people.</summary>
    /// <exception cref="ArgumentException">Not details that a customer can have.</exception>
    public static ContactDetails Of(ContactText text) =>
        TryCreate(text, out var details, out var faults) ? details : throw new ArgumentException(faults.ToString());

    /// <summary>Those of a row, accepted when it was saved.</summary>
    internal static ContactDetails OfStored(string name, string email, string phone, string company = "", string jobTitle = "", string note = "") =>
        new(name, email.Length > 0 ? EmailAddress.OfStored(email) : null, phone.Length > 0 ? PhoneNumber.OfStored(phone) : null) { Company = company, JobTitle = jobTitle, Note = note };

    // What was typed has to be right, also where nothing need be typed.
    private static ValueFault? Unless(bool isOptional, ValueFault? fault) => isOptional && fault == ValueFault.Missing ? null : fault;

    private static string Line(string? text) => text?.WithoutDirectionControls().Trim() ?? "";

    private static ValueFault? Fault(string text, int maxLength, bool allowLineBreaks = false) =>
        text.Length > maxLength ? ValueFault.TooLong
        : !PlainText.IsPlain(text, allowLineBreaks) ? ValueFault.NotPlain
        : null;
}

/// <summary>What is wrong with each of the details, null for nothing.</summary>
public sealed record ContactFaults(ValueFault? Name, ValueFault? Email, ValueFault? Phone)
{
    public static readonly ContactFaults None = new(null, null, null);

    public ValueFault? Company { get; init; }

    public ValueFault? JobTitle { get; init; }

    public ValueFault? Note { get; init; }
}
