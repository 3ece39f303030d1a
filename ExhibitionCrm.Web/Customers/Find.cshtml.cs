using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>The quick find of every page, which finds as the counter does: one customer is opened, of several one is chosen.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class FindModel(CustomerService customers, CustomerLookup lookup, Links links) : PageModel
{
    public CustomerMatches Matches { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? q, CancellationToken cancellationToken)
    {
        // Who is typing still is led nowhere.
        var isPart = Request.Headers.ContainsKey("X-Part");
        if (!isPart && CustomerId.TryParse(q, out var id) && await customers.IsHereAsync(id, cancellationToken))
        {
            return Redirect(links.Customer(id));
        }

        var outcome = await lookup.FindAsync(q, cancellationToken);
        switch (outcome)
        {
            case LookupOutcome.NothingTyped when !isPart:
                return RedirectToPage("Index");
            case LookupOutcome.Found { Customer: var found } when !isPart:
                return Redirect(links.Customer(found.Id));
            case LookupOutcome.Found { Customer: var found }:
                outcome = new LookupOutcome.Several([found.ToRow()]);
                break;
        }

        Matches = new CustomerMatches(outcome, q, links.Customer);
        return Page();
    }
}
