using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>An exhibition's settings, and what else is done with one.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class EditModel(ExhibitionService service, ExhibitionArchive archive, ExhibitionCache exhibitions) : PageModel, IShowsFormAgain
{
    [BindProperty(SupportsGet = true)]
    public int Id { get; set; }

    [BindProperty]
    public ExhibitionInput Input { get; set; } = new();

    /// <summary>The version that the form was filled from; null for a button's form.</summary>
    [BindProperty]
    public int? Version { get; set; }

    /// <summary>Whether the form shows time zone and currency as fixed. What may be changed is the service's to say.</summary>
    [BindProperty]
    public bool IsFixed { get; set; }

    /// <summary>As it is saved.</summary>
    public string Title { get; private set; } = "";

    public ExhibitionState State { get; private set; }

    public bool IsArchived => State == ExhibitionState.Archived;

    public bool IsNameless { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } opened)
        {
            return NotFound();
        }

        Fill(opened);
        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (Version is not null && exhibitions.All.FirstOrDefault(e => e.Id == Id) is { } known)
        {
            // All that the page shows beside the form, without a database.
            (Title, State, IsNameless) = (known.Name ?? known.Slug, known.State, known.Name is null);
            return true;
        }

        if (await LoadAsync(cancellationToken) is not { } opened)
        {
            return false;
        }

        Fill(opened);
        return true;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } opened)
        {
            return NotFound();
        }

        return Input.TryRead(opened.Details.Terms.Currency, ModelState, out var details)
            ? Answer(await service.EditAsync(Id, details, Version ?? -1, HttpContext.Actor(), cancellationToken), details)
            : Page();
    }

    public Task<IActionResult> OnPostArchiveAsync(CancellationToken cancellationToken) =>
        MoveAsync(archive.ArchiveAsync, "Archived. It can be read, searched and exported, but not changed.", cancellationToken);

    public Task<IActionResult> OnPostReopenAsync(CancellationToken cancellationToken) =>
        MoveAsync(archive.ReopenAsync, "Brought back. It's open again.", cancellationToken);

    private IActionResult Answer(EditExhibitionOutcome outcome, ExhibitionDetails details)
    {
        switch (outcome)
        {
            case EditExhibitionOutcome.Saved:
                this.Confirm("Saved.");
                return RedirectToPage(new { id = Id });
            case EditExhibitionOutcome.SlugTaken:
                Input.RefuseSlug(details, ModelState);
                return Page();
            case EditExhibitionOutcome.FixedByBills kept:
                Input.Restore(kept, ModelState);
                IsFixed = true;
                ModelState.Remove(nameof(IsFixed));
                return Page();
            case EditExhibitionOutcome.ChangedMeanwhile { Current: var current, Version: var version }:
                // What was typed stays; what the other person saved is told; saving again is a decision then.
                Version = version;
                ModelState.Remove(nameof(Version));
                ModelState.AddModelError(
                    "", $"Someone else has just changed the exhibition to: {Tell(current)}. Save again to overwrite that with your changes.");
                return Page();
            case EditExhibitionOutcome.Archived:
                State = ExhibitionState.Archived;
                ModelState.AddModelError("", ArchivedExhibition.Message);
                Response.StatusCode = StatusCodes.Status409Conflict;
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> MoveAsync(
        Func<int, Actor, CancellationToken, Task<ArchiveOutcome>> move, string done, CancellationToken cancellationToken)
    {
        switch (await move(Id, HttpContext.Actor(), cancellationToken))
        {
            case ArchiveOutcome.NotFound:
                return NotFound();
            case ArchiveOutcome.MailWaits:
                this.Refuse("Emails to customers of this exhibition are queued or being sent. Wait until they're sent or cancel them, then archive it.");
                break;
            default:
                this.Confirm(done);
                break;
        }

        return RedirectToPage(new { id = Id });
    }

    private async Task<OpenedExhibition?> LoadAsync(CancellationToken cancellationToken)
    {
        var opened = await service.OpenAsync(Id, cancellationToken);
        if (opened is not null)
        {
            (Title, State, IsNameless) = (opened.Title, opened.Details.State, opened.Details.Name.Length == 0);
        }

        return opened;
    }

    private void Fill(OpenedExhibition opened) =>
        (Input, Version, IsFixed) = (ExhibitionInput.From(opened.Details), opened.Version, opened.HasBills);

    // In the order of the form, without what is empty.
    private static string Tell(ExhibitionDetails details)
    {
        var text = details.ToText();
        string?[] values =
        [
            text.Name, text.Slug, text.Venue, text.StartsOn, text.EndsOn, text.TimeZone, text.Currency, text.ImplausibleFrom, text.PhoneRegion, text.PrivacyUrl,
            text.State, text.Colour, .. text.Optional(),
            text.SenderName, text.SenderAddress, text.LabelSize,
        ];
        return string.Join(", ", values.Where(value => !string.IsNullOrEmpty(value)).Select(value => value!.Isolated()));
    }
}
