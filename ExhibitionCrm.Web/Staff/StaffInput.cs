using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace ExhibitionCrm.Web.Staff;

/// <summary>What an administrator types about an account. What is a good address, Identity's rules say.</summary>
public class StaffInput
{
    [Required(ErrorMessage = "Enter an email address.")]
    [StringLength(254, ErrorMessage = "Email must be {1} characters or fewer.")]
    public string? Email { get; set => field = Typed.Line(value); }

    [Required(ErrorMessage = "Choose a role.")]
    [AllowedValues(Roles.Administrator, Roles.Staff, Roles.Viewer, ErrorMessage = "Choose a role from the list.")]
    public string? Role { get; set; }

    public static IEnumerable<SelectListItem> RoleItems => Roles.All.Select(role => new SelectListItem($"{role}: {Roles.Describe(role)}", role));
}
