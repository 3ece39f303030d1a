using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Mail;

[Authorize(Policy = Policies.Read)]
public sealed class DetailsModel(MailList mails) : PageModel
{
    public MailPanel Panel { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await mails.FindAsync(id, cancellation) is not { } panel)
        {
            return NotFound();
        }

        Panel = panel;
        return Page();
    }
}
