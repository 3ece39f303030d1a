using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>The quick find of every page: an ID leads to its customer, anything else to the list.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class FindModel(CustomerDesk desk) : PageModel
{
    public async Task<IActionResult> OnGetAsync(string? q, CancellationToken cancellation) =>
        CustomerId.TryParse(q, out var id) && await desk.FindAsync(id, cancellation) is not null
            ? RedirectToPage("Details", new { id })
            : RedirectToPage("Index", new { q });
}
