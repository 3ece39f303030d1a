using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Administer)]
public sealed class DeleteModel(CustomerService service) : PageModel, IShowsFormAgain
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public CustomerDetails Customer { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await service.FindAsync(Id, cancellationToken) is not { } customer)
        {
            return NotFound();
        }

        if (customer.Id != Id)
        {
            // Merged into this one, who is somebody else to delete.
            return RedirectToPage(new { id = customer.Id });
        }

        Customer = customer;
        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken) => await OnGetAsync(cancellationToken) is PageResult;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        switch (await service.DeleteAsync(Id, HttpContext.Actor(), cancellationToken))
        {
            case DeleteOutcome.HasBills:
                ModelState.AddModelError("", "Customers with bills can't be deleted. Void any bills that shouldn't count.");
                return await OnGetAsync(cancellationToken);
            case DeleteOutcome.NoSuchCustomer when await service.FindAsync(Id, cancellationToken) is { } survivor:
                this.Refuse($"Customer {Id} was merged into this one. Nothing was deleted.");
                return RedirectToPage("Details", new { id = survivor.Id });
            case DeleteOutcome.NoSuchCustomer when !CustomerId.TryParse(Id, out _):
                return NotFound();
            default:
                // Or somebody else did, a moment ago.
                this.Confirm($"Customer {Id} deleted.");
                return RedirectToPage("Index");
        }
    }
}
