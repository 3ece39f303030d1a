using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Write)]
public sealed class EditModel(CustomerDesk desk) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public CustomerInput Input { get; set; } = new();

    /// <summary>The version that the form was filled from.</summary>
    [BindProperty]
    public int Version { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (await desk.OpenAsync(Id, cancellation) is not { } customer)
        {
            return NotFound();
        }

        Input = CustomerInput.From(customer.Details);
        Version = customer.Version;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        try
        {
            return await SaveAsync(cancellation);
        }
        catch (Exception e) when (e.IsOutage())
        {
            return this.ShowAgain(e);
        }
    }

    private async Task<IActionResult> SaveAsync(CancellationToken cancellation)
    {
        if (await desk.EditAsync(Id, Input.ToDetails(), Version, HttpContext.Actor(), cancellation))
        {
            TempData["Flash"] = "Saved.";
            return RedirectToPage("Details", new { Id });
        }

        if (await desk.OpenAsync(Id, cancellation) is not { } current)
        {
            return NotFound();
        }

        // What was typed stays; what the other person saved is told; saving again is a decision then.
        Version = current.Version;
        ModelState.Remove(nameof(Version));
        ModelState.AddModelError(
            "", $"Someone else has just changed this customer to: {current.Details.Name}, {current.Details.Email}, {current.Details.Phone}. Save again to overwrite that with your changes.");
        return Page();
    }
}
