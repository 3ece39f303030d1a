using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>All of one customer. Bills and mails are shown by components of their features.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class DetailsModel(CustomerService service, CustomersElsewhere elsewhere, MergeService merges, AuditLog audit) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The ID that was asked for, of one who was merged into the customer.</summary>
    [BindProperty(SupportsGet = true, Name = "merged")]
    public string? MergedId { get; set; }

    public CustomerDetails Customer { get; private set; } = null!;

    /// <summary>Who has the ID at another exhibition, where nobody has it here; null otherwise.</summary>
    public KnownPerson? Known { get; private set; }

    /// <summary>The person's other exhibitions.</summary>
    public IReadOnlyList<Visit> Visits { get; private set; } = [];

    /// <summary>Whom the customer was merged with, for who may undo it.</summary>
    public IReadOnlyList<MergeRow> Merges { get; private set; } = [];

    public IReadOnlyList<AuditRow> History { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        // As people type it: any case, with dashes.
        if (CustomerId.TryParse(Id, out var id) && id != Id)
        {
            return RedirectToPage(new { id });
        }

        if (await service.FindAsync(Id, cancellationToken) is not { } customer)
        {
            Known = id is null ? null : await elsewhere.FindAsync(id, cancellationToken);
            return Known is null ? NotFound() : new PageResult { StatusCode = StatusCodes.Status404NotFound };
        }

        if (customer.Id != Id)
        {
            return RedirectToPage(new { id = customer.Id, merged = Id });
        }

        Customer = customer;
        MergedId = MergedId is not null && MergedId != Id && (await service.FindAsync(MergedId, cancellationToken))?.Id == Id ? MergedId : null;
        Merges = customer.HasMerges && User.MayAdminister() ? await merges.GetOfSurvivorAsync(Id, cancellationToken) : [];
        Visits = await elsewhere.VisitsAsync(Id, cancellationToken);
        History = await audit.GetHistoryAsync(CustomerEvent.About(Id), CustomerMentions.Known(Id, customer.Name), cancellationToken);
        return Page();
    }
}
