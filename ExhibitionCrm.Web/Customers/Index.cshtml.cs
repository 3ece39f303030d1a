using System.Globalization;
using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(CustomerList customers, Outbox outbox) : PageModel
{
    public CustomerFilter Filter { get; private set; } = null!;

    public Sort Sort { get; private set; } = CustomerList.DefaultSort;

    public Page<CustomerRow> List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var query = Request.Query;
        Filter = CustomerFilter.Read(name => query[name]);
        Sort = Sort.Parse(query["sort"], CustomerList.Columns, CustomerList.DefaultSort);
        List = await customers.PageAsync(Filter, Sort, PageAddress.Read(query), cancellation);
    }

    /// <summary>Sends the welcome mail again to the ticked customers, or to all that match where that was chosen.</summary>
    public async Task<IActionResult> OnPostResendAsync(CancellationToken cancellation)
    {
        if (!User.MayWrite())
        {
            return Forbid();
        }

        var selection = await CustomerSelection.ReadAsync(Request, cancellation);
        var chosen = selection.Ids is not null || Request.Form["all"] == "true";
        var resent = chosen ? await outbox.ResendMatchingAsync(selection.Of(customers), HttpContext.Actor(), cancellation) : 0;
        TempData["Flash"] = !chosen ? "Tick the customers first."
            : resent == 0 ? "Nothing to do: the mails are on their way, or were sent this very moment."
            : $"{resent.ToString("#,##0", CultureInfo.InvariantCulture)} {(resent == 1 ? "mail is" : "mails are")} in the queue again.";
        return Redirect($"/customers{QueryString.Create(Request.Query.Where(pair => pair.Key != "handler"))}");
    }
}
