using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Staff;

/// <summary>A person's own account.</summary>
public sealed class ProfileModel(StaffDesk staff, PasswordDesk desk) : PageModel, IShowsFormAgain
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your current password.")]
    public string? Present { get; set; }

    [BindProperty]
    public NewPassword New { get; set; } = new();

    public StaffRow Account { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellation) =>
        Account = (await staff.FindAsync(User.Identity!.Name!, cancellation))!;

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        return Account is not null;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        await OnGetAsync(cancellation);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var result = await desk.ChangeAsync(User.Id(), Present!, New.Password!, HttpContext.Actor());
        if (!result.Succeeded)
        {
            ModelState.AddErrors(result, password: "New.Password", present: nameof(Present));
            return Page();
        }

        TempData["Flash"] = "Password changed. You've been signed out everywhere else.";
        return RedirectToPage();
    }
}
