using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Shared;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What the counter types about a customer.</summary>
public sealed class CustomerInput
{
    [Required(ErrorMessage = "Enter the customer's name.")]
    [StringLength(Customer.NameMaxLength, ErrorMessage = "The name can have at most {1} characters.")]
    [NoControlCharacters]
    public string? Name { get; set => field = Typed.Line(value); }

    [Required(ErrorMessage = "Enter the customer's e-mail address.")]
    [StringLength(Customer.EmailMaxLength, ErrorMessage = "The e-mail address can have at most {1} characters.")]
    [EmailRule]
    public string? Email { get; set => field = Typed.Line(value); }

    [Required(ErrorMessage = "Enter the customer's phone number.")]
    [StringLength(Customer.PhoneMaxLength, ErrorMessage = "The phone number can have at most {1} characters.")]
    [NoControlCharacters]
    public string? Phone { get; set => field = Typed.Line(value); }

    /// <summary>Of an input that was found valid.</summary>
    public CustomerDetails ToDetails() => new(Name!, Email!, Phone!);

    public static CustomerInput From(CustomerDetails details) => new() { Name = details.Name, Email = details.Email, Phone = details.Phone };
}
