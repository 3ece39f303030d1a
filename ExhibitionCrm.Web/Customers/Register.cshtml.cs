using System.Diagnostics;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Write)]
public sealed class RegisterModel(CustomerService service, Links links) : PageModel, IShowsFormAgain
{
    [BindProperty]
    public CustomerInput Input { get; set; } = new();

    /// <summary>See <see cref="IdempotencyKey"/>.</summary>
    [BindProperty]
    public string? Key { get; set; }

    /// <param name="typed">What was searched for before, in vain.</param>
    public void OnGet(string? typed)
    {
        Key = IdempotencyKey.New();
        Input = CustomerInput.FromSearch(typed);
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? next, CancellationToken cancellationToken)
    {
        if (!Input.TryRead(ModelState, out var details))
        {
            return Page();
        }

        switch (await service.RegisterAsync(details, IdempotencyKey.Read(Key), Input.ReadOthers(), HttpContext.Actor(), cancellationToken))
        {
            case RegisterOutcome.Registered { CustomerId: var id }:
                return Saved(details, id, next);
            case RegisterOutcome.Replayed { CustomerId: var id }:
                return Saved(details, id, next);
            case RegisterOutcome.ToBeConfirmed { Duplicates: var duplicates }:
                Input.Ask(duplicates, ModelState);
                return Page();
            case RegisterOutcome.KeyUsedForAnother other:
                // The back button brought back a form that was saved, and somebody typed the next customer into it.
                Key = IdempotencyKey.New();
                ModelState.Remove(nameof(Key));
                ModelState.AddModelError("", $"This form was already used to register {other.Name.Isolated()} ({other.CustomerId}). Save again to register another customer.");
                return Page();
            case RegisterOutcome.KeyUsedElsewhere:
                Key = IdempotencyKey.New();
                ModelState.Remove(nameof(Key));
                ModelState.AddModelError("", "This form was already used at another exhibition. Save again to register the customer.");
                return Page();
            default:
                throw new UnreachableException();
        }
    }

    private IActionResult Saved(ContactDetails details, string id, string? next)
    {
        this.Confirm($"Registered {details.Name.Isolated()} with ID {id}. The welcome email is on its way.");
        return next switch
        {
            "another" => RedirectToPage(),
            "badge" => LocalRedirect(links.PrintBadgeNow(id)),
            _ => RedirectToPage("Details", new { id }),
        };
    }
}
