using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace ExhibitionCrm.Web.Staff;

[AllowAnonymous, EnableRateLimiting(SignInLimit.Policy)]
public sealed class ForgotPasswordModel(PasswordDesk desk) : PageModel, IShowsFormAgain
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your user name or e-mail address.")]
    [StringLength(256, ErrorMessage = "A user name or e-mail address has at most {1} characters.")]
    [PlainText]
    public string? UserName { get; set => field = Typed.Line(value); }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await desk.RequestAsync(UserName!, HttpContext.Connection.RemoteIpAddress);
        TempData["Flash"] = "If there is such an account, a mail with a link is on its way. It works once, within 24 hours. " +
            "No mail after some minutes? Look into the spam folder, or ask an administrator.";
        return RedirectToPage("SignIn");
    }
}
