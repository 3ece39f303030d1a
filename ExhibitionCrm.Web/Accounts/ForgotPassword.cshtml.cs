using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace ExhibitionCrm.Web.Accounts;

[AllowAnonymous, SignedOutForm, EnableRateLimiting(SignInLimit.Resets)]
public sealed class ForgotPasswordModel(PasswordService service) : PageModel, IShowsFormAgain
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your user name or email address.")]
    [StringLength(256, ErrorMessage = "User name or email must be {1} characters or fewer.")]
    [PlainText]
    public string? UserName { get; set => field = Typed.Line(value); }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await service.RequestAsync(UserName!, HttpContext.Connection.RemoteIpAddress);
        this.Confirm("If this account exists, we've emailed a link to set a new password. It works once and expires in one hour. " +
            "If it doesn't arrive within a few minutes, check your spam folder or ask an administrator.");
        return RedirectToPage("SignIn");
    }
}
