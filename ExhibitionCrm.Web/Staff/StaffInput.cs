using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Shared;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace ExhibitionCrm.Web.Staff;

/// <summary>What an administrator types about an account. What is a good address, Identity's rules say.</summary>
public class StaffInput
{
    [Required(ErrorMessage = "Enter the e-mail address.")]
    [StringLength(254, ErrorMessage = "An e-mail address has at most {1} characters.")]
    public string? Email { get; set => field = Typed.Line(value); }

    [Required(ErrorMessage = "Choose a role.")]
    [AllowedValues(Roles.Administrator, Roles.Staff, Roles.Viewer, ErrorMessage = "Choose a role of the list.")]
    public string? Role { get; set; }

    public static IEnumerable<SelectListItem> RoleItems => Roles.All.Select(role => new SelectListItem($"{role}: {Roles.Describe(role)}", role));
}
