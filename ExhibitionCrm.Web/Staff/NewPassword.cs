using System.ComponentModel.DataAnnotations;

namespace ExhibitionCrm.Web.Staff;

/// <summary>A password chosen in a form, typed twice because it cannot be seen. Its strength is judged by Identity.</summary>
public sealed class NewPassword
{
    [Required(ErrorMessage = "Choose a password.")]
    public string? Password { get; set; }

    [Required(ErrorMessage = "Type the password once more.")]
    [Compare(nameof(Password), ErrorMessage = "The two passwords differ.")]
    public string? Repeat { get; set; }
}
