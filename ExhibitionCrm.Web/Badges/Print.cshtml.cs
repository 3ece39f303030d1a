using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Badges;

/// <summary>Counts a print and has the badge's page open the browser's print dialog; a second print is asked about.</summary>
[Authorize(Policy = Policies.Write)]
public sealed class PrintModel(BadgeService badges, CustomerService customers) : PageModel
{
    public CustomerDetails Customer { get; private set; } = null!;

    /// <summary>Whether the first print needs no further key.</summary>
    [BindProperty(SupportsGet = true, Name = "now")]
    public bool Now { get; set; }

    /// <summary>Null for a badge that was never printed.</summary>
    public BadgePrint? Last { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (!CustomerId.TryParse(id, out var read) || await customers.FindAsync(read, cancellationToken) is not { } customer)
        {
            return NotFound();
        }

        if (customer.Id != read)
        {
            return RedirectToPage(new { id = customer.Id, now = Now ? true : (bool?)null });
        }

        (Customer, Last) = (customer, await badges.FindLastPrintAsync(read, cancellationToken));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, [FromForm] long? known, CancellationToken cancellationToken)
    {
        var outcome = CustomerId.TryParse(id, out var read)
            ? await badges.PrintAsync(read, known, HttpContext.Actor(), cancellationToken)
            : new PrintOutcome.NoSuchCustomer();
        return outcome switch
        {
            PrintOutcome.Printed => RedirectToPage("Badge", new { id = read, print = true }),
            PrintOutcome.PrintedBefore => await OnGetAsync(id, cancellationToken),
            _ => NotFound(),
        };
    }
}
