using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

[Authorize(Policy = Policies.Write)]
public sealed class VoidModel(BillService service) : PageModel, IShowsFormAgain
{
    [BindProperty]
    [Required(ErrorMessage = "Enter the reason for voiding this bill.")]
    [StringLength(Bills.Bill.VoidReasonMaxLength, ErrorMessage = "Reason must be {1} characters or fewer.")]
    [PlainText(AllowLineBreaks = true)]
    public string? Reason { get; set => field = Typed.Lines(value); }

    public BillDetails Bill { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await service.FindAsync(id, cancellationToken) is not { } bill)
        {
            return NotFound();
        }

        Bill = bill;
        return bill.VoidedAt is null ? Page() : AlreadyVoid(id);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return await OnGetAsync(id, cancellationToken);
        }

        switch (await service.VoidAsync(id, Reason!, HttpContext.Actor(), cancellationToken))
        {
            case VoidOutcome.Voided:
                this.Confirm("Bill voided.");
                return RedirectToPage("Details", new { id });
            case VoidOutcome.AlreadyVoid:
                return AlreadyVoid(id);
            default:
                return NotFound();
        }
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken) =>
        RouteData.Values["id"] is string text && Guid.TryParse(text, out var id) && await OnGetAsync(id, cancellationToken) is PageResult;

    private RedirectToPageResult AlreadyVoid(Guid id)
    {
        this.Refuse("This bill was already voided.");
        return RedirectToPage("Details", new { id });
    }
}
