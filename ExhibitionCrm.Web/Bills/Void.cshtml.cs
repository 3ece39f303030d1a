using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

[Authorize(Policy = Policies.Write)]
public sealed class VoidModel(BillDesk desk) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Enter the reason for voiding this bill.")]
    [StringLength(Bills.Bill.VoidReasonMaxLength, ErrorMessage = "Reason must be {1} characters or fewer.")]
    [NoControlCharacters(AllowLineBreaks = true)]
    public string? Reason { get; set => field = Typed.Lines(value); }

    public BillPanel Bill { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await desk.FindAsync(id, cancellation) is not { } bill)
        {
            return NotFound();
        }

        Bill = bill;
        return bill.VoidedAt is null ? Page() : AlreadyVoid(id);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!ModelState.IsValid)
        {
            return await OnGetAsync(id, cancellation);
        }

        if (!await desk.VoidAsync(id, Reason!, HttpContext.Actor(), cancellation))
        {
            return await desk.FindAsync(id, cancellation) is null ? NotFound() : AlreadyVoid(id);
        }

        TempData["Flash"] = "Bill voided.";
        return RedirectToPage("Details", new { id });
    }

    private RedirectToPageResult AlreadyVoid(Guid id)
    {
        TempData["Flash"] = "This bill was already voided.";
        return RedirectToPage("Details", new { id });
    }
}
