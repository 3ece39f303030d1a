using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

/// <summary>Finds a customer and adds a bill. The customer's own page sends its form here too.</summary>
[Authorize(Policy = Policies.Write)]
public sealed class AddModel(BillService service, CustomerLookup lookup, CustomerService customers, Money money, Links links) : PageModel, IShowsFormAgain
{
    /// <summary>What was scanned or typed to find the customer. A bill comes with it as it stood when the bill was sent.</summary>
    [BindProperty(SupportsGet = true, Name = "customer")]
    public string? Typed { get; set => field = value?.ReplaceLineEndings(" "); }

    /// <summary>The ID of the customer whose panel was on screen when the bill was sent.</summary>
    [BindProperty(Name = "shown")]
    public string? ShownId { get; set; }

    /// <summary>Whether the form came from the customer's page, where the answer is shown then.</summary>
    [BindProperty(Name = "from-customer")]
    public bool FromCustomer { get; set; }

    [BindProperty]
    public BillInput Bill { get; set; } = new();

    public CustomerDetails? Customer { get; private set; }

    /// <summary>The ID that was scanned, where it is that of one who was merged into the customer.</summary>
    public string? MergedId => Customer is not null && CustomerId.TryParse(Typed, out var id) && id != Customer.Id ? id : null;

    /// <summary>Whom the search found, apart from the <see cref="Customer"/>.</summary>
    public CustomerMatches Matches { get; private set; } = new(new LookupOutcome.NothingTyped(), null, links.AddBillFor, ForBill: true);

    /// <summary>Whether the bill that was sent is for somebody else than the search said.</summary>
    public bool SearchChanged { get; private set; }

    /// <summary>What the search has to say for the panel to belong to it; null without a panel.</summary>
    public string? SearchShown { get; private set; }

    /// <summary>As a regular expression that browsers read, to which nothing else answers.</summary>
    public string? PatternShown =>
        SearchShown is null ? null : string.Concat(SearchShown.Select(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : $"\\u{(int)c:x4}"));

    /// <summary>The bill that this page added just before.</summary>
    public BillDetails? Added { get; private set; }

    /// <summary>What the signed-in person added before, newest first.</summary>
    public IReadOnlyList<BillRow> Latest { get; private set; } = [];

    /// <summary>Whether it can be taken back without a reason of the person's own.</summary>
    public bool MayUndo(BillRow bill) => service.MayUndo(bill.CreatedAt, bill.CreatedBy, HttpContext.Actor());

    /// <param name="added">The ID of the bill that was added just before.</param>
    public async Task<IActionResult> OnGetAsync(string? added, CancellationToken cancellationToken)
    {
        Added = Guid.TryParse(added, out var id) ? await service.FindAsync(id, cancellationToken) : null;
        if (added is not null && Added is null)
        {
            // Half an address, of an answer that was cut: the page must not look as if nothing had been saved.
            return NotFound();
        }

        await FindAsync(cancellationToken);
        if (!Request.Headers.ContainsKey("X-Part"))
        {
            Latest = await service.GetLatestAsync(HttpContext.Actor(), cancellationToken);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await IsForTheShownAsync(cancellationToken))
        {
            await ShowFormOfBeforeAsync(cancellationToken);
            return Page();
        }

        if (Bill.TryRead(ShownId!, money.Currency, ModelState, out var bill)
            && Answer(await service.AddAsync(bill, HttpContext.Actor(), cancellationToken), bill) is { } saved)
        {
            return saved;
        }

        await PrepareAsync(cancellationToken);
        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (Customer is null)
        {
            await FindAsync(cancellationToken);
        }

        Latest = await service.GetLatestAsync(HttpContext.Actor(), cancellationToken);
        return true;
    }

    /// <returns>Null when the form is to be shown again.</returns>
    private RedirectToPageResult? Answer(AddBillOutcome outcome, NewBill bill)
    {
        switch (outcome)
        {
            case AddBillOutcome.Added { Id: var id, Number: var number }:
                return Saved(id, number, bill);
            case AddBillOutcome.Replayed { Id: var id, Number: var number }:
                return Saved(id, number, bill);
            case AddBillOutcome.ToBeConfirmed { Doubt: var doubt }:
                Bill.Ask(bill.Amount, doubt, ModelState);
                return null;
            case AddBillOutcome.OtherCurrency:
                BillInput.AskForTheCurrency(ModelState);
                return null;
            case AddBillOutcome.KeyUsedForAnother other:
                // The back button brought back a form that was saved, and somebody typed the next bill into it.
                Bill.Key = IdempotencyKey.New();
                ModelState.Remove($"{nameof(Bill)}.{nameof(Bill.Key)}");
                ModelState.AddModelError(
                    "", $"This form was already used to add bill {other.Number} of {money.ShowPlain(other.Amount)} for {other.CustomerId}. Save again to add another.");
                return null;
            case AddBillOutcome.KeyUsedElsewhere:
                Bill.Key = IdempotencyKey.New();
                ModelState.Remove($"{nameof(Bill)}.{nameof(Bill.Key)}");
                ModelState.AddModelError("", "This form was already used at another exhibition. Save again to add the bill.");
                return null;
            default:
                ModelState.AddModelError("", $"Customer {bill.CustomerId} no longer exists.");
                return null;
        }
    }

    private RedirectToPageResult Saved(Guid id, int number, NewBill bill)
    {
        if (!FromCustomer)
        {
            return RedirectToPage(new { customer = (string?)null, added = id });
        }

        this.Confirm($"Bill {number} added: {money.Show(bill.Amount.Value)}.");
        return RedirectToPage("/Customers/Details", new { id = bill.CustomerId });
    }

    /// <summary>Whether the search still said what the panel showed.</summary>
    private async Task<bool> IsForTheShownAsync(CancellationToken cancellationToken)
    {
        if (CustomerId.TryParse(Typed, out var id) && id == ShownId)
        {
            return true;
        }

        await FindAsync(cancellationToken);
        return Customer is not null && (Customer.Id == ShownId
            || (CustomerId.TryParse(ShownId, out var shown) && (await customers.FindAsync(shown, cancellationToken))?.Id == Customer.Id));
    }

    /// <summary>The page as it was when the form was sent.</summary>
    private async Task ShowFormOfBeforeAsync(CancellationToken cancellationToken)
    {
        Customer = CustomerId.TryParse(ShownId, out var panel) ? await customers.FindAsync(panel, cancellationToken) : null;
        SearchShown = Customer?.Id;
        SearchChanged = true;
        Latest = await service.GetLatestAsync(HttpContext.Actor(), cancellationToken);
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        Matches = new CustomerMatches(await lookup.FindAsync(Typed, cancellationToken), Typed, links.AddBillFor, ForBill: true);
        if (Matches.Outcome is LookupOutcome.Found { Customer: var found })
        {
            (Customer, SearchShown) = (found, Typed);
        }
    }
}
