using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Write)]
public sealed class EditModel(CustomerDesk desk) : PageModel, IShowsFormAgain
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
        if (!Input.TryRead(ModelState, out var details))
        {
            return Page();
        }

        switch (await desk.EditAsync(Id, details, Version, HttpContext.Actor(), cancellation))
        {
            case EditOutcome.Saved:
                this.Confirm("Saved.");
                return RedirectToPage("Details", new { Id });
            case EditOutcome.ChangedMeanwhile { Current: var current, Version: var version }:
                // What was typed stays; what the other person saved is told; saving again is a decision then.
                Version = version;
                ModelState.Remove(nameof(Version));
                ModelState.AddModelError(
                    "", $"Someone else has just changed this customer to: {current.Name}, {current.Email}, {current.Phone}. Save again to overwrite that with your changes.");
                return Page();
            default:
                return NotFound();
        }
    }
}
