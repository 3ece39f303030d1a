using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Shared;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What the counter types about a customer.</summary>
public sealed class CustomerInput
{
    [Required(ErrorMessage = "Enter the customer's name.")]
    [StringLength(Customer.NameMaxLength, ErrorMessage = "Name must be {1} characters or fewer.")]
    [NoControlCharacters]
    public string? Name { get; set => field = Typed.Line(value); }

    [Required(ErrorMessage = "Enter the customer's email address.")]
    [StringLength(Customer.EmailMaxLength, ErrorMessage = "Email must be {1} characters or fewer.")]
    [EmailRule]
    public string? Email { get; set => field = Typed.Line(value); }

    [Required(ErrorMessage = "Enter the customer's phone number.")]
    [StringLength(Customer.PhoneMaxLength, ErrorMessage = "Phone number must be {1} characters or fewer.")]
    [NoControlCharacters]
    public string? Phone { get; set => field = Typed.Line(value); }

    /// <summary>Of an input that was found valid.</summary>
    public CustomerDetails ToDetails() => new(Name!, Email!, Phone!);

    public static CustomerInput From(CustomerDetails details) => new() { Name = details.Name, Email = details.Email, Phone = details.Phone };
}
