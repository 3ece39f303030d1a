using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends mails again, as asked for on a customer's page, a mail's page or the list; then goes back there.</summary>
[Authorize(Policy = Policies.Write)]
public sealed class ResendModel(MailService service, MailList mails, Links links) : PageModel
{
    internal const string NothingToResend = "Nothing to resend. The email is on its way or was just sent, or there's no email address.";

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

    public IActionResult OnGet() => Redirect(links.Mail);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var actor = HttpContext.Actor();
        if (Customer is not null)
        {
            if (!CustomerId.TryParse(Customer, out var id))
            {
                return NotFound();
            }

            return Back(await service.ResendAsync(id, actor, cancellationToken) ? 1 : 0, links.Customer(id));
        }

        return All ? await FailedAsync(actor, cancellationToken) : await TickedAsync(actor, cancellationToken);
    }

    /// <summary>All that failed and match the list's search. For the customers among their recipients a page asks first.</summary>
    private async Task<IActionResult> FailedAsync(Actor actor, CancellationToken cancellationToken)
    {
        var filter = MailFilter.Read(name => Request.Form[name]) with { State = OutboxState.Failed };
        await service.ResendToStaffAsync(mails.Matching(filter), actor, cancellationToken);
        return Ask(new CustomerSelection(null, new CustomerFilter(filter.Query, OutboxState.Failed, DateFilter.None)));
    }

    private async Task<IActionResult> TickedAsync(Actor actor, CancellationToken cancellationToken)
    {
        var ticked = mails.Matching(new MailFilter(null, null)).Where(m => Ids.Contains(m.Id));
        var toStaff = await service.ResendToStaffAsync(ticked, actor, cancellationToken);
        return await ticked.Where(m => m.CustomerId != null).Select(m => m.CustomerId!).Distinct().ToListAsync(cancellationToken) switch
        {
            [] => Back(toStaff, links.Mail),
            [var only] => Back(toStaff + (await service.ResendAsync(only, actor, cancellationToken) ? 1 : 0), links.Mail),
            var many => Ask(new CustomerSelection(many, new CustomerFilter(null, null, DateFilter.None))),
        };
    }

    private RedirectResult Ask(CustomerSelection selection) => Redirect(links.ResendToMany + selection.Address());

    private RedirectResult Back(int resent, string otherwise)
    {
        if (resent == 0)
        {
            this.Refuse(NothingToResend);
        }
        else
        {
            this.Confirm(resent == 1 ? "Email queued." : $"{resent:N0} emails queued.");
        }

        return Redirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : otherwise);
    }
}
