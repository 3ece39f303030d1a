using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Read)]
public sealed class DetailsModel(
    CustomerDesk desk, BillDesk bills, MailList mails, AuditLog audit) : PageModel
{
    public const int BillsShown = 50;

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The form for the next bill, which <see cref="AddModel"/> takes.</summary>
    public BillInput Bill { get; } = new();

    public CustomerPanel Customer { get; private set; } = null!;

    public IReadOnlyList<BillRow> Bills { get; private set; } = [];

    public IReadOnlyList<AuditRow> History { get; private set; } = [];

    public CustomerMails Mails { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        // As people type it: any case, with dashes.
        if (CustomerId.TryParse(Id, out var id) && id != Id)
        {
            return RedirectToPage(new { id });
        }

        return await ShowAsync(cancellation);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellation)
    {
        if (await desk.FindAsync(Id, cancellation) is not { } customer)
        {
            return NotFound();
        }

        Customer = customer;
        Bills = await bills.OfCustomerAsync(Id, BillsShown, cancellation);
        Mails = await mails.OfCustomerAsync(customer, cancellation);
        History = await audit.HistoryAsync(CustomerEvent.About(Id), CustomerMentions.Known(Id, customer.Name), cancellation);
        return Page();
    }
}
