using System.Diagnostics;
using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Write)]
public sealed class RegisterModel(CustomerDesk desk) : PageModel, IShowsFormAgain
{
    [BindProperty]
    public CustomerInput Input { get; set; } = new();

    /// <summary>See <see cref="FormKey"/>.</summary>
    [BindProperty]
    public string? SubmissionKey { get; set; }

    public void OnGet() => SubmissionKey = FormKey.New();

    public async Task<IActionResult> OnPostAsync([FromForm] string? next, CancellationToken cancellation)
    {
        if (!Input.TryRead(ModelState, out var details))
        {
            return Page();
        }

        switch (await desk.RegisterAsync(details, FormKey.Read(SubmissionKey), HttpContext.Actor(), cancellation))
        {
            case RegisterOutcome.Registered { CustomerId: var id }:
                return Saved(details, id, next);
            case RegisterOutcome.Replayed { CustomerId: var id }:
                return Saved(details, id, next);
            case RegisterOutcome.KeyUsedForAnother other:
                // The back button brought back a form that was saved, and somebody typed the next customer into it.
                SubmissionKey = FormKey.New();
                ModelState.Remove(nameof(SubmissionKey));
                ModelState.AddModelError("", $"This form was already used to register {other.Name} ({other.CustomerId}). Save again to register another customer.");
                return Page();
            default:
                throw new UnreachableException();
        }
    }

    private RedirectToPageResult Saved(ContactDetails details, string id, string? next)
    {
        this.Confirm($"Registered {details.Name} with ID {id}. The welcome email is on its way.");
        return next == "another" ? RedirectToPage() : RedirectToPage("Details", new { id });
    }
}
