using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Administer)]
public sealed class DeleteModel(CustomerDesk desk) : PageModel, IShowsFormAgain
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public CustomerPanel Customer { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (await desk.FindAsync(Id, cancellation) is not { } customer)
        {
            return NotFound();
        }

        Customer = customer;
        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken) => await OnGetAsync(cancellationToken) is PageResult;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (await desk.DeleteAsync(Id, HttpContext.Actor(), cancellation) != DeleteOutcome.HasBills)
        {
            TempData["Flash"] = $"Customer {Id} deleted.";
            return RedirectToPage("Index");
        }

        ModelState.AddModelError("", "Customers with bills can't be deleted. Void any bills that shouldn't count.");
        return await OnGetAsync(cancellation);
    }
}
