using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Exhibitions;

[Authorize(Policy = Policies.Administer)]
public sealed class DeleteModel(ExhibitionRemoval removal) : PageModel, IShowsFormAgain
{
    [BindProperty(SupportsGet = true)]
    public int Id { get; set; }

    /// <summary>What it is called, to confirm.</summary>
    [BindProperty]
    public string? Typed { get; set => field = Forms.Typed.Line(value); }

    public RemovableExhibition Exhibition { get; private set; } = null!;

    /// <summary>Why it cannot be deleted; null where it can.</summary>
    public string? Obstacle => Exhibition.Obstacle switch
    {
        DeleteExhibitionOutcome.HasBills => "Exhibitions with bills are kept. You can archive it instead.",
        DeleteExhibitionOutcome.IsArchived => "It's archived. Bring it back first.",
        DeleteExhibitionOutcome.IsTheLast => "It's the only exhibition, and there has to be one.",
        _ => null,
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await PrepareAsync(cancellationToken) ? Page() : NotFound();

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (await removal.OpenAsync(Id, cancellationToken) is not { } opened)
        {
            return false;
        }

        Exhibition = opened;
        return true;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        switch (await removal.DeleteAsync(Id, Typed ?? "", HttpContext.Actor(), cancellationToken))
        {
            case DeleteExhibitionOutcome.Deleted:
                this.Confirm("Exhibition deleted.");
                return RedirectToPage("Index");
            case DeleteExhibitionOutcome.NotFound:
                this.Refuse("There's no such exhibition any more.");
                return RedirectToPage("Index");
            case DeleteExhibitionOutcome.IsNotConfirmed:
                ModelState.AddModelError(nameof(Typed), "Type the name exactly as it's shown above.");
                break;
        }

        // What stands in the way is on the page.
        return await OnGetAsync(cancellationToken);
    }
}
