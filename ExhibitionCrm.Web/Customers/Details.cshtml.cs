using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>All of one customer. Bills and mails are shown by components of their features.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class DetailsModel(CustomerService service, AuditLog audit) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public CustomerDetails Customer { get; private set; } = null!;

    public IReadOnlyList<AuditRow> History { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        // As people type it: any case, with dashes.
        if (CustomerId.TryParse(Id, out var id) && id != Id)
        {
            return RedirectToPage(new { id });
        }

        if (await service.FindAsync(Id, cancellationToken) is not { } customer)
        {
            return NotFound();
        }

        Customer = customer;
        History = await audit.GetHistoryAsync(CustomerEvent.About(Id), CustomerMentions.Known(Id, customer.Name), cancellationToken);
        return Page();
    }
}
