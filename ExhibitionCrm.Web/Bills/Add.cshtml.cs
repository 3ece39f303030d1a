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
public sealed class AddModel(BillDesk desk, BillForm form, CustomerDesk customers, CustomerList list) : PageModel
{
    public const int MatchesShown = 10;

    /// <summary>What was scanned or typed to find the customer. A bill comes with it as it stood when the bill was sent.</summary>
    [BindProperty(SupportsGet = true, Name = "customer")]
    public string? Typed { get; set => field = value?.ReplaceLineEndings(" "); }

    /// <summary>The ID of the customer whose panel was on screen when the bill was sent.</summary>
    [BindProperty(Name = "panel")]
    public string? PanelId { get; set; }

    [BindProperty]
    public BillInput Bill { get; set; } = new();

    public CustomerPanel? Customer { get; private set; }

    public IReadOnlyList<CustomerRow> Matches { get; private set; } = [];

    /// <summary>Why there is no customer, for the person who typed.</summary>
    public string? Trouble { get; private set; }

    /// <summary>What the search has to say for the panel to belong to it; null without a panel.</summary>
    public string? SearchOfPanel { get; private set; }

    /// <summary>As a regular expression that browsers read, to which nothing else answers.</summary>
    public string? PatternOfPanel =>
        SearchOfPanel is null ? null : string.Concat(SearchOfPanel.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"\\u{(int)c:x4}"));

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
            if (await IsForThePanelAsync(cancellation)
                && await form.AddAsync(Bill, PanelId!, ModelState, HttpContext.Actor(), cancellation) is { } bill)
            {
                return RedirectToPage(new { customer = (string?)null, added = bill.Id });
            }
        }
        catch (Exception e) when (e.IsOutage())
        {
            this.ShowAgain(e);
        }

        if (Trouble is null)
        {
            await FindAsync(cancellation);
        }

        return Page();
    }

    /// <summary>Whether the search still said what the panel showed. Otherwise the page comes back as it was, and says so.</summary>
    private async Task<bool> IsForThePanelAsync(CancellationToken cancellation)
    {
        if (CustomerId.TryParse(Typed, out var id) && id == PanelId)
        {
            return true;
        }

        await FindAsync(cancellation);
        if (Customer is not null && Customer.Id == PanelId)
        {
            return true;
        }

        (Customer, Matches) = (CustomerId.TryParse(PanelId, out var panel) ? await customers.FindAsync(panel, cancellation) : null, []);
        SearchOfPanel = Customer?.Id;
        Trouble = "The bill wasn't saved because the search no longer matches the customer shown. Press Enter to search, then add the bill.";
        return false;
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

        SearchOfPanel = Customer is null ? null : Typed;
        if (Customer is null && Matches.Count == 0)
        {
            Trouble = id is null || CustomerId.HasValidCheck(id)
                ? "No customer found. Check your search or register a new customer."
                : $"No customer has ID {id}. It looks mistyped. Check it against the badge.";
        }
    }
}
