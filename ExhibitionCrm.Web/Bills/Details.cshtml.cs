using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

[Authorize(Policy = Policies.Read)]
public sealed class DetailsModel(BillDesk desk, AuditLog audit) : PageModel
{
    public BillPanel Bill { get; private set; } = null!;

    public IReadOnlyList<AuditRow> History { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await desk.FindAsync(id, cancellation) is not { } bill)
        {
            return NotFound();
        }

        Bill = bill;
        History = await audit.HistoryAsync(BillEvent.About(id), CustomerMentions.Known(bill.CustomerId, bill.CustomerName), cancellation);
        return Page();
    }
}
