using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Where the link of a mail, or from an administrator, leads. The link stays good until the password is set.</summary>
[AllowAnonymous, SignedOutForm, EnableRateLimiting(SignInLimit.Resets)]
public sealed class ResetPasswordModel(PasswordService service) : PageModel, IShowsFormAgain
{
    [BindProperty(SupportsGet = true, Name = "user")]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "code")]
    public string? Code { get; set; }

    [BindProperty]
    public NewPassword New { get; set; } = new();

    /// <summary>Whose password it is; null when the link is no good.</summary>
    public string? UserName { get; private set; }

    public async Task OnGetAsync() => UserName = await service.FindUserNameAsync(Id, Code);

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        UserName ??= await service.FindUserNameAsync(Id, Code);
        return true;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        UserName = await service.FindUserNameAsync(Id, Code);
        if (UserName is null || !ModelState.IsValid)
        {
            return Page();
        }

        var result = await service.ResetAsync(Id, Code, New.Password!, HttpContext.Connection.RemoteIpAddress);
        if (!result.Succeeded)
        {
            ModelState.AddErrors(result, password: "New.Password");
            return Page();
        }

        this.Confirm("Password set. Sign in with your new password.");
        return RedirectToPage("SignIn");
    }
}
