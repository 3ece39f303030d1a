using System.Diagnostics.CodeAnalysis;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What the counter types about a customer.</summary>
public sealed class CustomerInput
{
    /// <summary>What the pages call it.</summary>
    private const string Prefix = "Input";

    // More than anybody is asked about.
    private const int MaxOthers = 50;

    public string? Name { get; set => field = Typed.Line(value); }

    public string? Email { get; set => field = Typed.Line(value); }

    public string? Phone { get; set => field = Typed.Line(value); }

    public string? Company { get; set => field = Typed.Line(value); }

    public string? JobTitle { get; set => field = Typed.Line(value); }

    public string? Note { get; set => field = Typed.Lines(value); }

    /// <summary>The IDs of those whom the person was asked about, as <see cref="Duplicates"/> were written into the form.</summary>
    public string? Others { get; set; }

    /// <summary>Who is surely the same person: to be confirmed before it is saved.</summary>
    [BindNever]
    public IReadOnlyList<PossibleDuplicate> Duplicates { get; private set; } = [];

    /// <summary>Whether something is missing that the exhibition asks for, as of somebody from one that does not.</summary>
    public bool Lacks(RequiredContact required) =>
        (required.Email && string.IsNullOrEmpty(Email)) || (required.Phone && string.IsNullOrEmpty(Phone));

    public ContactText ToText() => new(Name, Email, Phone) { Company = Company, JobTitle = JobTitle, Note = Note };

    public IReadOnlyCollection<string> ReadOthers() => Others?.Split(',', MaxOthers) ?? [];

    /// <summary>Asks whether it is another person.</summary>
    public void Ask(IReadOnlyList<PossibleDuplicate> duplicates, ModelStateDictionary state)
    {
        // Whom the person was asked about before is no question again.
        Others = string.Join(',', ReadOthers().Union(duplicates.Select(d => d.Id)));
        state.Remove($"{Prefix}.{nameof(Others)}");
        Duplicates = duplicates;
        var hasSameEmail = duplicates[0].HasSameEmail;
        state.AddModelError(
            $"{Prefix}.{(hasSameEmail ? nameof(Email) : nameof(Phone))}",
            $"A customer with this {(hasSameEmail ? "email address" : "phone number")} is registered already, see “Already registered?”. If this is another person, save again.");
    }

    /// <summary>Reads the form; what is wrong stands in the model state then.</summary>
    /// <param name="required">What the exhibition asks for.</param>
    public bool TryRead(RequiredContact required, ModelStateDictionary state, [NotNullWhen(true)] out ContactDetails? details)
    {
        ContactDetails.TryCreate(ToText(), out details, out var faults, required);
        Say(nameof(Name), NameMessage(faults.Name));
        Say(nameof(Email), EmailMessage(faults.Email));
        Say(nameof(Phone), PhoneMessage(faults.Phone));
        Say(nameof(Company), OptionalMessage(faults.Company, "Company", ContactDetails.CompanyMaxLength));
        Say(nameof(JobTitle), OptionalMessage(faults.JobTitle, "Job title", ContactDetails.JobTitleMaxLength));
        Say(nameof(Note), OptionalMessage(faults.Note, "Note", ContactDetails.NoteMaxLength));
        return details is not null && state.IsValid;

        void Say(string field, string? message)
        {
            if (message is not null)
            {
                state.AddModelError($"{Prefix}.{field}", message);
            }
        }
    }

    public static CustomerInput From(ContactDetails details) => new()
    {
        Name = details.Name,
        Email = details.Email?.Value,
        Phone = details.Phone?.Value,
        Company = details.Company,
        JobTitle = details.JobTitle,
        Note = details.Note,
    };

    /// <summary>What was searched for, where it belongs: an e-mail address, a phone number, else a name. An ID is none of them.</summary>
    public static CustomerInput FromSearch(string? typed) =>
        string.IsNullOrWhiteSpace(typed) || !PlainText.IsPlain(typed) || CustomerId.TryParse(typed, out _) ? new()
        : typed.Contains('@', StringComparison.Ordinal) ? new() { Email = typed.Truncate(EmailAddress.MaxLength) }
        : !typed.Any(char.IsLetter) && PhoneNumber.TryCreate(typed, out var phone, out _) ? new() { Phone = phone.Value }
        : new() { Name = typed.Truncate(ContactDetails.NameMaxLength) };

    private static string? NameMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Missing => "Enter the customer's name.",
        ValueFault.TooLong => $"Name must be {ContactDetails.NameMaxLength} characters or fewer.",
        _ => PlainTextAttribute.Message,
    };

    private static string? EmailMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Missing => "Enter the customer's email address.",
        ValueFault.TooLong => $"Email must be {EmailAddress.MaxLength} characters or fewer.",
        _ => "Enter an email address like name@example.org.",
    };

    private static string? PhoneMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Missing => "Enter the customer's phone number.",
        ValueFault.TooLong => $"Phone number must be {PhoneNumber.MaxLength} characters or fewer.",
        ValueFault.TooFewDigits => $"Enter a phone number with at least {PhoneNumber.MinDigits} digits.",
        _ => PlainTextAttribute.Message,
    };

    private static string? OptionalMessage(ValueFault? fault, string label, int maxLength) => fault switch
    {
        null => null,
        ValueFault.TooLong => $"{label} must be {maxLength:#,##0} characters or fewer.",
        _ => PlainTextAttribute.Message,
    };
}
