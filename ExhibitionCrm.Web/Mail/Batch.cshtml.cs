using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Mail;

/// <summary>One resend to many: where its mails stand, and the way to call back those that wait.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class BatchModel(MassResend resend, IAuthorizationService authorization) : PageModel
{
    public MailBatchDetails Details { get; private set; } = null!;

    public bool MayCancel { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await resend.FindAsync(id, cancellationToken) is not { } details)
        {
            return NotFound();
        }

        Details = details;
        var policy = details.Batch.Chosen > MailBatch.StaffLimit ? Policies.ResendToMany : Policies.Write;
        MayCancel = (await authorization.AuthorizeAsync(User, policy)).Succeeded;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await OnGetAsync(id, cancellationToken) is NotFoundResult missing)
        {
            return missing;
        }

        if (!MayCancel)
        {
            return Forbid();
        }

        var cancelled = await resend.CancelAsync(id, HttpContext.Actor());
        if (cancelled == 0)
        {
            this.Refuse("There was nothing left to cancel.");
        }
        else
        {
            this.Confirm(cancelled == 1 ? "1 email cancelled." : $"{cancelled:N0} emails cancelled.");
        }

        return RedirectToPage(new { id });
    }
}
