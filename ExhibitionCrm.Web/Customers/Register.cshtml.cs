using System.Diagnostics;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Write)]
public sealed class RegisterModel(CustomerService service, CustomersElsewhere elsewhere, CurrentExhibition exhibition, Links links) : PageModel, IShowsFormAgain
{
    [BindProperty]
    public CustomerInput Input { get; set; } = new();

    /// <summary>See <see cref="IdempotencyKey"/>.</summary>
    [BindProperty]
    public string? Key { get; set; }

    /// <summary>The ID of somebody who is known from another exhibition and keeps it; null or empty for somebody new.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Known { get; set; }

    /// <summary>"bill" where the customer is to have one next.</summary>
    [BindProperty(SupportsGet = true, Name = "for")]
    public string? Purpose { get; set; }

    /// <summary>Null for somebody new.</summary>
    public KnownPerson? Person { get; private set; }

    private bool IsForBill => Purpose == "bill";

    /// <param name="typed">What was searched for before, in vain.</param>
    public async Task<IActionResult> OnGetAsync(string? typed, CancellationToken cancellationToken)
    {
        Key = IdempotencyKey.New();
        if (string.IsNullOrEmpty(Known))
        {
            Input = CustomerInput.FromSearch(typed);
            return Page();
        }

        if (!CustomerId.TryParse(Known, out var id))
        {
            return NotFound();
        }

        if (await service.FindAsync(id, cancellationToken) is { } here)
        {
            return To(here.Id);
        }

        Person = await elsewhere.FindAsync(id, cancellationToken);
        if (Person is null || await elsewhere.OpenAsync(Person.Id, cancellationToken) is not { } details)
        {
            return NotFound();
        }

        (Known, Input) = (Person.Id, CustomerInput.From(details));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromForm] string? next, CancellationToken cancellationToken)
    {
        if (!Input.TryRead(exhibition.Settings.Required, ModelState, out var details))
        {
            return await AgainAsync(cancellationToken);
        }

        switch (await RegisterAsync(details, cancellationToken))
        {
            case RegisterOutcome.Registered { CustomerId: var id }:
                return Saved(details, id, next);
            case RegisterOutcome.Replayed { CustomerId: var id }:
                return Saved(details, id, next);
            case RegisterOutcome.ToBeConfirmed { Duplicates: var duplicates }:
                Input.Ask(duplicates, ModelState);
                return await AgainAsync(cancellationToken);
            case RegisterOutcome.AlreadyHere here:
                this.Refuse($"{here.Name.Isolated()} is registered here already, with ID {here.CustomerId}. Nothing was changed.");
                return To(here.CustomerId);
            case RegisterOutcome.NotKnown unknown:
                Known = null;
                ModelState.Remove(nameof(Known));
                ModelState.AddModelError("", $"Nobody with ID {unknown.Id.Isolated()} is known from another exhibition any more. Save again to register a new customer.");
                return Page();
            case RegisterOutcome.KeyUsedForAnother other:
                // The back button brought back a form that was saved, and somebody typed the next customer into it.
                Key = IdempotencyKey.New();
                ModelState.Remove(nameof(Key));
                ModelState.AddModelError("", $"This form was already used to register {other.Name.Isolated()} ({other.CustomerId}). Save again to register another customer.");
                return await AgainAsync(cancellationToken);
            case RegisterOutcome.KeyUsedElsewhere:
                Key = IdempotencyKey.New();
                ModelState.Remove(nameof(Key));
                ModelState.AddModelError("", "This form was already used at another exhibition. Save again to register the customer.");
                return await AgainAsync(cancellationToken);
            default:
                throw new UnreachableException();
        }
    }

    private Task<RegisterOutcome> RegisterAsync(ContactDetails details, CancellationToken cancellationToken)
    {
        var (key, others, actor) = (IdempotencyKey.Read(Key), Input.ReadOthers(), HttpContext.Actor());
        return string.IsNullOrEmpty(Known) ? service.RegisterAsync(details, key, others, actor, cancellationToken)
            : CustomerId.TryParse(Known, out var id) ? service.RegisterKnownAsync(id, details, key, others, actor, cancellationToken)
            : Task.FromResult<RegisterOutcome>(new RegisterOutcome.NotKnown(Known.Truncate(CustomerId.Length)));
    }

    private async Task<IActionResult> AgainAsync(CancellationToken cancellationToken)
    {
        Person = CustomerId.TryParse(Known, out var id) ? await elsewhere.FindAsync(id, cancellationToken) : null;
        return Page();
    }

    private IActionResult To(string id) => IsForBill ? LocalRedirect(links.AddBillFor(id)) : RedirectToPage("Details", new { id });

    private IActionResult Saved(ContactDetails details, string id, string? next)
    {
        this.Confirm($"Registered {details.Name.Isolated()} with ID {id}. {(details.Email is null ? "No email: print the badge." : "The welcome email is on its way.")}");
        return next switch
        {
            "another" => RedirectToPage(),
            "badge" => LocalRedirect(links.PrintBadgeNow(id)),
            _ => To(id),
        };
    }
}
