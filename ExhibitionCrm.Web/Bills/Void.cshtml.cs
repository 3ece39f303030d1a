using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

[Authorize(Policy = Policies.Write)]
public sealed class VoidModel(BillDesk desk) : PageModel, IShowsFormAgain
{
    [BindProperty]
    [Required(ErrorMessage = "Say why the bill is void.")]
    [StringLength(Bills.Bill.VoidReasonMaxLength, ErrorMessage = "The reason can have at most {1} characters.")]
    [PlainText(AllowLineBreaks = true)]
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

        switch (await desk.VoidAsync(id, Reason!, HttpContext.Actor(), cancellation))
        {
            case VoidOutcome.Voided:
                TempData["Flash"] = "The bill is void.";
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
        this.Refuse("The bill was void already.");
        return RedirectToPage("Details", new { id });
    }
}
