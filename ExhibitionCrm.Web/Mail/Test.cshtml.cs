using System.Security.Claims;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends a mail to the administrator who asks, to see whether mail works.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class TestModel(Outbox outbox) : PageModel
{
    public IActionResult OnGet() => Redirect("/settings");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        await outbox.SendTestAsync(Guid.Parse(User.FindFirstValue(ClaimTypes.NameIdentifier)!), cancellation);
        TempData["Flash"] = "A test email to you has been queued. Check its status on the Mail page.";
        return Redirect("/settings");
    }
}
