using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Only by a form: a link or an image elsewhere could sign people out.</summary>
[AllowAnonymous, SignedOutForm(IsHarmlessWhenSignedOut = true)]
public sealed class SignOutModel(SignInService service) : PageModel
{
    public IActionResult OnGet()
    {
        Response.Headers.Allow = HttpMethods.Post;
        return StatusCode(StatusCodes.Status405MethodNotAllowed);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (User.SessionId() is not null)
        {
            await service.SignOutAsync(User);
        }

        this.Confirm("You've been signed out.");
        return RedirectToPage("SignIn");
    }
}
