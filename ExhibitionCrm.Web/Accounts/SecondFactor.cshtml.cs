using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace ExhibitionCrm.Web.Accounts;

[AllowAnonymous, SignedOutForm, EnableRateLimiting(SignInLimit.Codes)]
public sealed class SecondFactorModel(SignInService service) : PageModel, IShowsFormAgain
{
    private const string Refusal = "Incorrect code. After several failed attempts, sign-in is paused for 15 minutes.";

    [BindProperty]
    [Required(ErrorMessage = "Enter the code from your app or a recovery code.")]
    [StringLength(32, ErrorMessage = Refusal)]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnGetAsync() => await service.AwaitsSecondFactorAsync() ? Page() : FromTheStart();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var result = await service.WithCodeAsync(Code!, HttpContext.SignInClient());
        if (result is null)
        {
            this.Refuse("That took too long. Sign in again.");
            return FromTheStart();
        }

        if (result.Succeeded)
        {
            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
        }

        ModelState.AddModelError(nameof(Code), Refusal);
        return Page();
    }

    private RedirectToPageResult FromTheStart() => RedirectToPage("SignIn", new { returnUrl = ReturnUrl });
}
