using System.ComponentModel.DataAnnotations;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>A password chosen in a form, typed twice because it cannot be seen. Its strength is judged by Identity.</summary>
public sealed class NewPassword
{
    [Required(ErrorMessage = "Enter a new password.")]
    public string? Password { get; set; }

    [Required(ErrorMessage = "Confirm the new password.")]
    [Compare(nameof(Password), ErrorMessage = "The passwords don't match.")]
    public string? Repeat { get; set; }
}
