using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Write)]
public sealed class RegisterModel(CustomerDesk desk) : PageModel
{
    [BindProperty]
    public CustomerInput Input { get; set; } = new();

    /// <summary>See <see cref="FormKey"/>.</summary>
    [BindProperty]
    public string? SubmissionKey { get; set; }

    public void OnGet() => SubmissionKey = FormKey.New();

    public async Task<IActionResult> OnPostAsync([FromForm] string? next, CancellationToken cancellation)
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        try
        {
            return await SaveAsync(Input.ToDetails(), next, cancellation);
        }
        catch (Exception e) when (e.IsOutage())
        {
            return this.ShowAgain(e);
        }
    }

    private async Task<IActionResult> SaveAsync(CustomerDetails details, string? next, CancellationToken cancellation)
    {
        var registration = await desk.RegisterAsync(details, FormKey.Read(SubmissionKey), HttpContext.Actor(), cancellation);
        if (!registration.IsNew && registration.Details != details)
        {
            // The back button brought back a form that was saved, and somebody typed the next customer into it.
            SubmissionKey = FormKey.New();
            ModelState.AddModelError(
                "", $"This form was already used to register {registration.Details.Name} ({registration.CustomerId}). Save again to register another customer.");
            return Page();
        }

        TempData["Flash"] = $"Registered {details.Name} with ID {registration.CustomerId}. The welcome email is on its way.";
        return next == "another" ? RedirectToPage() : RedirectToPage("Details", new { id = registration.CustomerId });
    }
}
