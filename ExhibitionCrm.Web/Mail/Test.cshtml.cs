using System.Security.Claims;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends a mail to the administrator who asks, to see whether mail works.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class TestModel(MailService service) : PageModel
{
    public IActionResult OnGet() => Redirect(Links.Settings);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await service.SendTestAsync(Guid.Parse(User.FindFirstValue(ClaimTypes.NameIdentifier)!), cancellationToken);
        this.Confirm("A test email to you has been queued. Check its status on the Mail page.");
        return Redirect(Links.Settings);
    }
}
