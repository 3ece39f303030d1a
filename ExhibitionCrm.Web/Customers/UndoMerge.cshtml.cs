using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Makes two customers again of one. Says beforehand what goes back and what stays.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class UndoMergeModel(MergeService service) : PageModel, IShowsFormAgain
{
    /// <summary>The survivor's.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public long Merge { get; set; }

    /// <summary>The survivor's version that the page was filled from.</summary>
    [BindProperty]
    public int Version { get; set; }

    public UndoableMerge Undo { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await PrepareAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        switch (await service.UndoAsync(Id, Merge, Version, HttpContext.Actor(), cancellationToken))
        {
            case UndoMergeOutcome.Undone:
                this.Confirm("Merge undone. There are two customers again.");
                return RedirectToPage("Details", new { Id });
            case UndoMergeOutcome.ChangedMeanwhile:
                return await AgainAsync("Someone else has just changed this customer. Check what will be undone, then try again.", cancellationToken);
            case UndoMergeOutcome.MailIsBeingSent:
                return await AgainAsync("An email is being sent to this customer. Try again in a moment.", cancellationToken);
            case UndoMergeOutcome.NotFound:
                return NotFound();
            default:
                // The page says what stands in the way.
                return await AgainAsync(null, cancellationToken);
        }
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (await service.OpenUndoAsync(Id, Merge, cancellationToken) is not { } undo)
        {
            return false;
        }

        Undo = undo;
        return undo.Obstacle is not UndoMergeOutcome.NotFound;
    }

    /// <summary>Why it cannot be undone; null where it can.</summary>
    public string? Obstacle => Undo.Obstacle switch
    {
        null => null,
        UndoMergeOutcome.AlreadyUndone => "This merge has been undone already.",
        UndoMergeOutcome.TooLate => $"A merge can be undone for {MergeService.UndoWithin.Days} days. This one is older.",
        UndoMergeOutcome.SurvivorWasMerged => $"Customer {Undo.SurvivorId} has been merged into another customer since. Undo that merge first.",
        _ => $"ID {Undo.MergedId} is in use again.",
    };

    private async Task<IActionResult> AgainAsync(string? message, CancellationToken cancellationToken)
    {
        if (message is not null)
        {
            ModelState.AddModelError("", message);
        }

        return await OnGetAsync(cancellationToken);
    }
}
