using System.ComponentModel.DataAnnotations;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

[Authorize(Policy = Policies.Write)]
public sealed class VoidModel(BillService service, Money money) : PageModel, IShowsFormAgain
{
    [BindProperty]
    [Required(ErrorMessage = "Enter the reason for voiding this bill.")]
    [StringLength(Bills.Bill.VoidReasonMaxLength, ErrorMessage = "Reason must be {1} characters or fewer.")]
    [PlainText(AllowLineBreaks = true)]
    public string? Reason { get; set => field = Typed.Lines(value); }

    /// <summary>Whether the person takes back what was just added, without giving a reason.</summary>
    [BindProperty(Name = "undo")]
    public bool IsUndo { get; set; }

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
        if (IsUndo)
        {
            return await UndoAsync(id, cancellationToken);
        }

        if (!ModelState.IsValid)
        {
            return await OnGetAsync(id, cancellationToken);
        }

        switch (await service.VoidAsync(id, Reason!, HttpContext.Actor(), cancellationToken))
        {
            case VoidOutcome.Voided:
                this.Confirm(await service.FindAsync(id, cancellationToken) is { } bill ? $"Bill {bill.Number} voided." : "Bill voided.");
                return RedirectToPage("Details", new { id });
            case VoidOutcome.AlreadyVoid:
                return AlreadyVoid(id);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> UndoAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await service.FindAsync(id, cancellationToken) is not { } bill)
        {
            return NotFound();
        }

        switch (await service.UndoAsync(id, HttpContext.Actor(), cancellationToken))
        {
            case VoidOutcome.Voided:
                this.Confirm($"Undid bill {bill.Number} of {money.Show(bill.Amount)} for {bill.CustomerName.Isolated()}.");
                return RedirectToPage("Add", new { customer = bill.CustomerId });
            case VoidOutcome.TooLateToUndo:
                this.Refuse("It is too late to undo this bill. To void it, enter the reason.");
                return RedirectToPage(new { id });
            default:
                return AlreadyVoid(id);
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
