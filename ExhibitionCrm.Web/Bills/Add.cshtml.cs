using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

/// <summary>Finds a customer and adds a bill. The customer's own page sends its form here too.</summary>
[Authorize(Policy = Policies.Write)]
public sealed class AddModel(BillDesk desk, CustomerLookup lookup, CustomerDesk customers, Money money) : PageModel, IShowsFormAgain
{
    /// <summary>What was scanned or typed to find the customer. A bill comes with it as it stood when the bill was sent.</summary>
    [BindProperty(SupportsGet = true, Name = "customer")]
    public string? Typed { get; set => field = value?.ReplaceLineEndings(" "); }

    /// <summary>The ID of the customer whose panel was on screen when the bill was sent.</summary>
    [BindProperty(Name = "panel")]
    public string? PanelId { get; set; }

    /// <summary>Whether the form came from the customer's page, where the answer is shown then.</summary>
    [BindProperty(Name = "from-customer")]
    public bool FromCustomer { get; set; }

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
        if (!await IsForThePanelAsync(cancellation))
        {
            await ShowPanelOfBeforeAsync(cancellation);
            return Page();
        }

        if (Bill.TryRead(PanelId!, ModelState, out var bill)
            && Answer(await desk.AddAsync(bill, HttpContext.Actor(), cancellation), bill) is { } saved)
        {
            return saved;
        }

        await PrepareAsync(cancellation);
        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (Customer is null)
        {
            await FindAsync(cancellationToken);
        }

        return true;
    }

    /// <returns>Null when the form is to be shown again.</returns>
    private RedirectToPageResult? Answer(AddBillOutcome outcome, NewBill bill)
    {
        switch (outcome)
        {
            case AddBillOutcome.Added { Id: var id }:
                return Saved(id, bill);
            case AddBillOutcome.Replayed { Id: var id }:
                return Saved(id, bill);
            case AddBillOutcome.ToBeConfirmed:
                Bill.Ask(bill.Amount, money.Show(bill.Amount.Value), ModelState);
                return null;
            case AddBillOutcome.KeyUsedForAnother other:
                // The back button brought back a form that was saved, and somebody typed the next bill into it.
                Bill.Key = FormKey.New();
                ModelState.Remove($"{nameof(Bill)}.{nameof(Bill.Key)}");
                ModelState.AddModelError(
                    "", $"This form was already used to add a bill of {Money.ShowPlain(other.Amount)} for {other.CustomerId}. Save again to add another.");
                return null;
            default:
                ModelState.AddModelError("", $"Customer {bill.CustomerId} no longer exists.");
                return null;
        }
    }

    private RedirectToPageResult Saved(Guid id, NewBill bill)
    {
        if (!FromCustomer)
        {
            return RedirectToPage(new { customer = (string?)null, added = id });
        }

        this.Confirm($"Bill of {money.Show(bill.Amount.Value)} added.");
        return RedirectToPage("/Customers/Details", new { id = bill.CustomerId });
    }

    /// <summary>Whether the search still said what the panel showed.</summary>
    private async Task<bool> IsForThePanelAsync(CancellationToken cancellation)
    {
        if (CustomerId.TryParse(Typed, out var id) && id == PanelId)
        {
            return true;
        }

        await FindAsync(cancellation);
        return Customer is not null && Customer.Id == PanelId;
    }

    /// <summary>The page as it was when the form was sent.</summary>
    private async Task ShowPanelOfBeforeAsync(CancellationToken cancellation)
    {
        (Customer, Matches) = (CustomerId.TryParse(PanelId, out var panel) ? await customers.FindAsync(panel, cancellation) : null, []);
        SearchOfPanel = Customer?.Id;
        Trouble = "The bill wasn't saved because the search no longer matches the customer shown. Press Enter to search, then add the bill.";
    }

    private async Task FindAsync(CancellationToken cancellation)
    {
        switch (await lookup.FindAsync(Typed, cancellation))
        {
            case LookupOutcome.Found { Customer: var found }:
                (Customer, SearchOfPanel) = (found, Typed);
                break;
            case LookupOutcome.Several { Matches: var matches }:
                Matches = matches;
                break;
            case LookupOutcome.Nobody { MistypedId: { } id }:
                Trouble = $"No customer has ID {id}. It looks mistyped. Check it against the badge.";
                break;
            case LookupOutcome.Nobody:
                Trouble = "No customer found. Check your search or register a new customer.";
                break;
        }
    }
}
