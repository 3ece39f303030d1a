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

    /// <summary>Sends the welcome mail again to the one that was ticked; for more, or all that match, a page asks first.</summary>
    public async Task<IActionResult> OnPostResendAsync(CancellationToken cancellation)
    {
        if (!User.MayWrite())
        {
            return Forbid();
        }

        var selection = await CustomerSelection.ReadAsync(Request, cancellation);
        if (selection.Ids is { Count: > 1 } || (selection.Ids is null && Request.Form["all"] == "true"))
        {
            return Redirect($"/mail/resend-many{selection.Address()}");
        }

        TempData["Flash"] = selection.Ids is not [var only] ? "Select at least one customer."
            : await outbox.ResendAsync(only, HttpContext.Actor(), cancellation) ? "Email queued."
            : "Nothing to resend. The email is on its way or was just sent.";
        return Redirect($"/customers{QueryString.Create(Request.Query.Where(pair => pair.Key != "handler"))}");
    }
}
