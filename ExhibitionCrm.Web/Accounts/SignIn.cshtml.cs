using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Accounts;

[AllowAnonymous, SignedOutForm]
public sealed class SignInModel(SignInService service, SignInCounts counts) : PageModel, IShowsFormAgain
{
    // The same words for every cause: they must not tell which accounts there are.
    private const string Refusal =
        "Incorrect user name or password. After several failed attempts, sign-in is paused for 15 minutes.";

    private const string TooMany = "There have been too many attempts. Wait a minute, then try again.";

    [BindProperty]
    [Required(ErrorMessage = "Enter your user name or email address.")]
    [StringLength(256, ErrorMessage = "User name or email must be {1} characters or fewer.")]
    public string? UserName { get; set => field = Typed.Line(value); }

    [BindProperty]
    [Required(ErrorMessage = "Enter your password.")]
    [StringLength(StaffUser.PasswordMaxLength, ErrorMessage = "Password must be {1} characters or fewer.")]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Onward() : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var client = HttpContext.SignInClient();
        if (await counts.TimeToWaitAsync(client, UserName!) is { } wait)
        {
            return SlowDown(wait);
        }

        var result = await service.WithPasswordAsync(UserName!, Password!, client);
        if (result.Succeeded)
        {
            return Onward();
        }

        if (result.RequiresTwoFactor)
        {
            return RedirectToPage("SecondFactor", new { returnUrl = ReturnUrl });
        }

        ModelState.AddModelError("", Refusal);
        return Page();
    }

    private PageResult SlowDown(TimeSpan wait)
    {
        SignInLimit.LogRefusal(HttpContext);
        ModelState.AddModelError("", TooMany);
        Response.StatusCode = StatusCodes.Status429TooManyRequests;
        Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Page();
    }

    // Anything but an address of this site would let a link lead people from here to elsewhere.
    private LocalRedirectResult Onward() => LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
}
