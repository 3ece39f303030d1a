using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Staff;

[Authorize(Policy = Policies.Administer)]
public sealed class NewStaffModel(StaffService service, PasswordService passwords, KeptTexts texts) : PageModel, IShowsFormAgain
{
    [BindProperty]
    [Required(ErrorMessage = "Enter a user name.")]
    [StringLength(StaffUser.UserNameMaxLength, ErrorMessage = "User name must be {1} characters or fewer.")]
    public string? UserName { get; set => field = Typed.Line(value); }

    [BindProperty]
    public StaffInput Input { get; set; } = new();

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        Input.Role = Input.AreSeveral ? Roles.ByExhibition : Roles.Staff;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        if (!ModelState.IsValid || Input.ReadRoles(ModelState, nameof(Input)) is not { } roles)
        {
            return Page();
        }

        var result = await service.CreateAsync(UserName!, Input.Email!, roles, HttpContext.Actor());
        if (!result.Succeeded)
        {
            ModelState.AddErrors(result, email: "Input.Email");
            return Page();
        }

        if (await passwords.CreateLinkAsync(UserName!, HttpContext.Actor()) is { } link)
        {
            TempData[nameof(MemberModel.LinkKey)] = await texts.KeepAsync(User.Id(), link.ToString());
        }

        this.Confirm($"Account {UserName} created.");
        return RedirectToPage("Member", new { userName = UserName });
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        Input.Exhibitions = await service.ListExhibitionsAsync(cancellationToken);
        return true;
    }
}
