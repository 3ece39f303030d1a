using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends mails again, as asked for on a customer's page, a mail's page or the list; then goes back there.</summary>
[Authorize(Policy = Policies.Write)]
public sealed class ResendModel(Outbox outbox, MailList mails) : PageModel
{
    /// <summary>The customer whose mail is meant.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Customer { get; set; }

    /// <summary>The ticked mails.</summary>
    [BindProperty]
    public Guid[] Ids { get; set; } = [];

    /// <summary>All failed mails that the list found, instead of the ticked ones.</summary>
    [BindProperty]
    public bool All { get; set; }

    [BindProperty]
    public string? ReturnUrl { get; set; }

    public IActionResult OnGet() => Redirect("/mail");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        var actor = HttpContext.Actor();
        if (Customer is not null)
        {
            if (!CustomerId.TryParse(Customer, out var id))
            {
                return NotFound();
            }

            return Back(await outbox.ResendAsync(id, actor, cancellation) ? 1 : 0, $"/customers/{id}");
        }

        return All ? await FailedAsync(actor, cancellation) : await TickedAsync(actor, cancellation);
    }

    /// <summary>All that failed and match the list's search. For the customers among their recipients a page asks first.</summary>
    private async Task<IActionResult> FailedAsync(Actor actor, CancellationToken cancellation)
    {
        var filter = MailFilter.Read(name => Request.Form[name]) with { State = MailState.Failed };
        await outbox.ResendToStaffAsync(mails.Matching(filter), actor, cancellation);
        return Ask(new CustomerSelection(null, new CustomerFilter(filter.Query, MailState.Failed, DateFilter.None)));
    }

    private async Task<IActionResult> TickedAsync(Actor actor, CancellationToken cancellation)
    {
        var ticked = mails.Matching(new MailFilter(null, null)).Where(m => Ids.Contains(m.Id));
        var toStaff = await outbox.ResendToStaffAsync(ticked, actor, cancellation);
        return await ticked.Where(m => m.CustomerId != null).Select(m => m.CustomerId!).Distinct().ToListAsync(cancellation) switch
        {
            [] => Back(toStaff, "/mail"),
            [var only] => Back(toStaff + (await outbox.ResendAsync(only, actor, cancellation) ? 1 : 0), "/mail"),
            var many => Ask(new CustomerSelection(many, new CustomerFilter(null, null, DateFilter.None))),
        };
    }

    private RedirectResult Ask(CustomerSelection selection) => Redirect($"/mail/resend-many{selection.Address()}");

    private RedirectResult Back(int resent, string otherwise)
    {
        if (resent == 0)
        {
            this.Refuse("Nothing to resend. The email is on its way or was just sent.");
        }
        else
        {
            this.Confirm(resent == 1 ? "Email queued." : $"{resent:N0} emails queued.");
        }

        return Redirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : otherwise);
    }
}
