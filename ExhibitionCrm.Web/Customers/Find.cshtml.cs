using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>The quick find of every page: an ID leads to its customer, anything else to the list.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class FindModel(CustomerService service) : PageModel
{
    public async Task<IActionResult> OnGetAsync(string? q, CancellationToken cancellationToken) =>
        CustomerId.TryParse(q, out var id) && await service.FindAsync(id, cancellationToken) is not null
            ? RedirectToPage("Details", new { id })
            : RedirectToPage("Index", new { q });
}
