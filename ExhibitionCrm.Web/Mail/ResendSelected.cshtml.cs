using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends the welcome mail again to the one customer who was ticked in the list; for more, or all that match, a page asks first.</summary>
[Authorize(Policy = Policies.Write)]
public sealed class ResendSelectedModel(MailService service, Links links) : PageModel
{
    public IActionResult OnGet() => BackToTheList();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var selection = await CustomerSelection.ReadAsync(Request, cancellationToken);
        if (selection.Ids is { Count: > 1 } || (selection.Ids is null && Request.Form["all"] == "true"))
        {
            return Redirect(links.ResendToMany + selection.Address());
        }

        if (selection.Ids is not [var only])
        {
            this.Refuse("Select at least one customer.");
        }
        else if (await service.ResendAsync(only, HttpContext.Actor(), cancellationToken))
        {
            this.Confirm("Email queued.");
        }
        else
        {
            this.Refuse(ResendModel.NothingToResend);
        }

        return BackToTheList();
    }

    private RedirectResult BackToTheList() => Redirect(links.Customers + Request.QueryString);
}
