using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

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

        var filter = MailFilter.Read(name => Request.Form[name]);
        var matching = mails.Matching(All ? filter with { State = MailState.Failed } : new MailFilter(null, null));
        return Back(await outbox.ResendMatchingAsync(All ? matching : matching.Where(m => Ids.Contains(m.Id)), actor, cancellation), "/mail");
    }

    private RedirectResult Back(int resent, string otherwise)
    {
        TempData["Flash"] = resent switch
        {
            0 => "Nothing to do: the mail is on its way, or was sent this very moment.",
            1 => "The mail is in the queue again.",
            _ => $"{resent.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture)} mails are in the queue again.",
        };
        return Redirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : otherwise);
    }
}
