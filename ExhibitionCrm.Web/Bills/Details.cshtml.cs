using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

[Authorize(Policy = Policies.Read)]
public sealed class DetailsModel(BillService service, AuditLog audit) : PageModel
{
    public BillDetails Bill { get; private set; } = null!;

    public IReadOnlyList<AuditRow> History { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await service.FindAsync(id, cancellationToken) is not { } bill)
        {
            return NotFound();
        }

        Bill = bill;
        History = await audit.GetHistoryAsync(BillEvent.About(id), CustomerMentions.Known(bill.CustomerId, bill.CustomerName), cancellationToken);
        return Page();
    }
}
