using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>A person's own account.</summary>
public sealed class ProfileModel(AccountList accounts, PasswordService service, SessionService sessions) : PageModel, IShowsFormAgain
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your current password.")]
    public string? CurrentPassword { get; set; }

    [BindProperty]
    public NewPassword New { get; set; } = new();

    public AccountRow Account { get; private set; } = null!;

    public SessionList Sessions { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Account = (await accounts.FindAsync(User.Identity!.Name!, cancellationToken))!;
        Sessions = new SessionList(await sessions.ListAsync(User.Identity!.Name!, cancellationToken), User.SessionId());
    }

    public async Task<IActionResult> OnPostEndSessionAsync(Guid session) =>
        Ended(await sessions.EndAsync(User.Identity!.Name!, session, HttpContext.Actor()));

    public async Task<IActionResult> OnPostEndSessionsAsync() =>
        Ended(await sessions.EndAllAsync(User.Identity!.Name!, but: User.SessionId(), HttpContext.Actor()));

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        return Account is not null;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var result = await service.ChangeAsync(User.Id(), CurrentPassword!, New.Password!, HttpContext.Actor());
        if (!result.Succeeded)
        {
            ModelState.AddErrors(result, password: "New.Password", current: nameof(CurrentPassword));
            return Page();
        }

        this.Confirm("Password changed. You've been signed out everywhere else.");
        return RedirectToPage();
    }

    private RedirectToPageResult Ended(bool isDone)
    {
        this.Confirm(isDone ? "Signed out there." : "That session was already over.");
        return RedirectToPage();
    }
}
