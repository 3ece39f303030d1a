using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Staff;

/// <summary>Only by a form: a link or an image elsewhere could sign people out.</summary>
[AllowAnonymous]
public sealed class SignOutModel(SignInDesk desk) : PageModel
{
    public IActionResult OnGet()
    {
        Response.Headers.Allow = HttpMethods.Post;
        return StatusCode(StatusCodes.Status405MethodNotAllowed);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await desk.OutAsync();
        TempData["Flash"] = "You've been signed out.";
        return RedirectToPage("SignIn");
    }
}
