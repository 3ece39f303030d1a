using System.Diagnostics.CodeAnalysis;
using ExhibitionCrm.Web.Shared;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What the counter types about a customer.</summary>
public sealed class CustomerInput
{
    /// <summary>What the pages call it.</summary>
    private const string Prefix = "Input";

    public string? Name { get; set => field = Typed.Line(value); }

    public string? Email { get; set => field = Typed.Line(value); }

    public string? Phone { get; set => field = Typed.Line(value); }

    /// <summary>Reads the form; what is wrong stands in the model state then.</summary>
    public bool TryRead(ModelStateDictionary state, [NotNullWhen(true)] out ContactDetails? details)
    {
        ContactDetails.TryCreate(Name, Email, Phone, out details, out var faults);
        Say(nameof(Name), NameMessage(faults.Name));
        Say(nameof(Email), EmailMessage(faults.Email));
        Say(nameof(Phone), PhoneMessage(faults.Phone));
        return details is not null && state.IsValid;

        void Say(string field, string? message)
        {
            if (message is not null)
            {
                state.AddModelError($"{Prefix}.{field}", message);
            }
        }
    }

    public static CustomerInput From(ContactDetails details) =>
        new() { Name = details.Name, Email = details.Email.Value, Phone = details.Phone.Value };

    private static string? NameMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Missing => "Enter the customer's name.",
        ValueFault.TooLong => $"The name can have at most {ContactDetails.NameMaxLength} characters.",
        _ => PlainTextAttribute.Message,
    };

    private static string? EmailMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Missing => "Enter the customer's e-mail address.",
        ValueFault.TooLong => $"The e-mail address can have at most {EmailAddress.MaxLength} characters.",
        _ => "Enter an e-mail address like name@example.org.",
    };

    private static string? PhoneMessage(ValueFault? fault) => fault switch
    {
        null => null,
        ValueFault.Missing => "Enter the customer's phone number.",
        ValueFault.TooLong => $"The phone number can have at most {PhoneNumber.MaxLength} characters.",
        ValueFault.TooFewDigits => $"Enter a phone number with at least {PhoneNumber.MinDigits} digits.",
        _ => PlainTextAttribute.Message,
    };
}
