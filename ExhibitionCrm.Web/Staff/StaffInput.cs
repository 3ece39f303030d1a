using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace ExhibitionCrm.Web.Staff;

/// <summary>
/// What an administrator types about an account. What is a good address, Identity's rules say. With one exhibition the role
/// is the one there.
/// </summary>
public class StaffInput
{
    private const string UnknownRole = "Choose a role from the list.";

    [Required(ErrorMessage = "Enter an email address.")]
    [StringLength(254, ErrorMessage = "Email must be {1} characters or fewer.")]
    public string? Email { get; set => field = Typed.Line(value); }

    [Required(ErrorMessage = "Choose a role.")]
    [AllowedValues(Roles.Administrator, Roles.Staff, Roles.Viewer, Roles.ByExhibition, ErrorMessage = UnknownRole)]
    public string? Role { get; set; }

    /// <summary>The exhibition that <see cref="Role"/> is for, where the form knew of one only.</summary>
    public int? Only { get; set; }

    /// <summary>By the exhibition's ID; empty for none.</summary>
    public Dictionary<string, string?> At { get; set; } = [];

    /// <summary>What the form offers.</summary>
    [BindNever, ValidateNever]
    public IReadOnlyList<StaffExhibition> Exhibitions { get; set; } = [];

    public bool AreSeveral => Exhibitions.Count > 1;

    public IEnumerable<SelectListItem> RoleItems
    {
        get
        {
            string[] roles = AreSeveral ? [Roles.ByExhibition, Roles.Administrator] : [.. Roles.All];
            var items = roles.Select(role => new SelectListItem($"{role}: {Roles.Describe(role)}", role));

            // Else a browser would choose the first one.
            return roles.Contains(Role) ? items : items.Prepend(new SelectListItem("Choose a role", ""));
        }
    }

    public static IEnumerable<string> RolesAtAnExhibition => [Roles.Staff, Roles.Viewer];

    /// <summary>Null for none.</summary>
    public string? RoleAt(StaffExhibition exhibition) => At.GetValueOrDefault(Key(exhibition));

    public static string Key(StaffExhibition exhibition) => exhibition.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Fills what was not sent.</summary>
    public void Fill(AccountRow account)
    {
        Email ??= account.Email;
        if (Role is null)
        {
            At = account.ExhibitionRoles.ToDictionary(r => r.ExhibitionId.ToString(CultureInfo.InvariantCulture), r => (string?)r.Role);
            Role = account.IsAdministrator ? Roles.Administrator : AreSeveral ? Roles.ByExhibition : Exhibitions.Select(RoleAt).FirstOrDefault();
        }
    }

    /// <summary>Null for what nobody can be, which it says.</summary>
    /// <param name="prefix">Of the field in the form.</param>
    public GivenRoles? ReadRoles(ModelStateDictionary state, string prefix)
    {
        if (Role == Roles.Administrator)
        {
            return GivenRoles.Administrator;
        }

        var given = Role == Roles.ByExhibition ? Exhibitions.Where(e => At.ContainsKey(Key(e))).ToDictionary(e => e.Id, e => Given(RoleAt(e))) : OfTheOnly();
        if (given.Values.All(role => role is null || RolesAtAnExhibition.Contains(role)))
        {
            return GivenRoles.By(given);
        }

        state.AddModelError($"{prefix}.{nameof(Role)}", UnknownRole);
        return null;
    }

    // Another one may have come since the form was shown.
    private Dictionary<int, string?> OfTheOnly() => new() { [(Exhibitions.FirstOrDefault(e => e.Id == Only) ?? Exhibitions[^1]).Id] = Role };

    private static string? Given(string? role) => string.IsNullOrEmpty(role) ? null : role;
}
