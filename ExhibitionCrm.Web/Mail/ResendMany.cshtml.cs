using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Asks before the mail is sent again to many: the customers that its address names, as the list's own does.</summary>
[Authorize(Policy = Policies.Write)]
public sealed class ResendManyModel(MassResend resend, CustomerList customers, IAuthorizationService authorization) : PageModel, IShowsFormAgain
{
    /// <summary>See <see cref="IdempotencyKey"/>. Becomes the batch's ID.</summary>
    [BindProperty]
    public string? Key { get; set; } = IdempotencyKey.New();

    /// <summary>Whether those who have the mail get it once more.</summary>
    [BindProperty]
    public bool WithSent { get; set; }

    /// <summary>How many had not got the mail when the person was asked.</summary>
    [BindProperty]
    public int AskedNotSent { get; set; }

    /// <summary>How many had got it by then.</summary>
    [BindProperty]
    public int AskedSent { get; set; }

    public ResendCounts Counts { get; private set; } = null!;

    /// <summary>Whether it takes an administrator even without those who have the mail.</summary>
    public bool IsTooMany { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Counts = await resend.CountAsync(await CustomerSelection.Read(Request.Query).FindAsync(customers, cancellationToken), cancellationToken);
        IsTooMany = !await MayAsync(Counts.NotSent);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        var key = IdempotencyKey.Read(Key);
        if (await resend.FindAsync(key, cancellationToken) is null)
        {
            var planned = Counts.NotSent + (WithSent ? Counts.Sent : 0);
            if (!await MayAsync(planned))
            {
                ModelState.AddModelError("", $"Only an administrator can resend to more than {MailBatch.StaffLimit} customers at once. Nothing was sent.");
                return Page();
            }

            if (planned == 0)
            {
                ModelState.AddModelError("", "There are no customers to send to.");
                return Page();
            }

            if (planned > AskedNotSent + (WithSent ? AskedSent : 0))
            {
                return AskAgain(planned);
            }

            var selection = CustomerSelection.Read(Request.Query);
            await resend.SendAsync(key, await selection.FindAsync(customers, cancellationToken), planned, WithSent, selection.Describe(), HttpContext.Actor());
        }

        return RedirectToPage("Batch", new { id = key });
    }

    // More customers match than the person was told of: a click meant for some shall not write to others.
    private PageResult AskAgain(int planned)
    {
        ModelState.Remove(nameof(AskedNotSent));
        ModelState.Remove(nameof(AskedSent));
        ModelState.AddModelError("", $"More customers match now: {planned:N0}. Nothing was sent. Check the numbers, then resend.");
        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        return true;
    }

    private async Task<bool> MayAsync(int count) =>
        count <= MailBatch.StaffLimit || (await authorization.AuthorizeAsync(User, Policies.ResendToMany)).Succeeded;
}
