using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

[Authorize(Policy = Policies.Write)]
public sealed class AddModel(BillDesk desk, CustomerDesk customers, CustomerList list) : PageModel
{
    public const int MatchesShown = 10;

    /// <summary>What was scanned or typed to find the customer.</summary>
    [BindProperty(SupportsGet = true, Name = "customer")]
    public string? Typed { get; set; }

    [BindProperty]
    public BillInput Bill { get; set; } = new();

    public CustomerPanel? Customer { get; private set; }

    public IReadOnlyList<CustomerRow> Matches { get; private set; } = [];

    /// <summary>Why there is no customer, for the person who typed.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The bill that this page added just before.</summary>
    public BillPanel? Added { get; private set; }

    public async Task OnGetAsync(Guid? added, CancellationToken cancellation)
    {
        Added = added is { } id ? await desk.FindAsync(id, cancellation) : null;
        await FindAsync(cancellation);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        try
        {
            // The form carries the ID of the customer that it showed.
            if (CustomerId.TryParse(Typed, out var id) && await desk.AddAsync(Bill, id, ModelState, HttpContext.Actor(), cancellation) is { } bill)
            {
                return RedirectToPage(new { customer = (string?)null, added = bill.Id });
            }
        }
        catch (Exception e) when (e.IsOutage())
        {
            this.ShowAgain(e);
        }

        await FindAsync(cancellation);
        return Page();
    }

    private async Task FindAsync(CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(Typed))
        {
            return;
        }

        if (CustomerId.TryParse(Typed, out var id))
        {
            Customer = await customers.FindAsync(id, cancellation);
        }

        if (Customer is null && SearchText.Pattern(Typed) is not null)
        {
            Matches = await list.FirstAsync(Typed, MatchesShown, cancellation);
        }

        if (Matches is [var only])
        {
            Customer = await customers.FindAsync(only.Id, cancellation);
            Matches = [];
        }

        if (Customer is null && Matches.Count == 0)
        {
            Trouble = id is null || CustomerId.HasValidCheck(id)
                ? "No customer was found. Check what was typed, or register the customer."
                : $"No customer has the ID {id}, and it looks mistyped: please check it against the badge.";
        }
    }
}
