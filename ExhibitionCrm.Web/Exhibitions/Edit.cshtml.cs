using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>The exhibition's settings.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class EditModel(ExhibitionService service, CurrentExhibition exhibition) : PageModel, IShowsFormAgain
{
    [BindProperty]
    public ExhibitionInput Input { get; set; } = new();

    /// <summary>The version that the form was filled from.</summary>
    [BindProperty]
    public int Version { get; set; }

    /// <summary>Whether the form shows time zone and currency as fixed. What may be changed is the service's to say.</summary>
    [BindProperty]
    public bool IsFixed { get; set; }

    /// <summary>Null until somebody gave it one.</summary>
    public string? Name => exhibition.Settings.Name;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await service.OpenAsync(exhibition.Settings.Id, cancellationToken) is not { } opened)
        {
            return NotFound();
        }

        (Input, Version, IsFixed) = (ExhibitionInput.From(opened.Details), opened.Version, opened.HasBills);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!Input.TryRead(exhibition.Settings.Currency.Code, ModelState, out var details))
        {
            return Page();
        }

        switch (await service.EditAsync(exhibition.Settings.Id, details, Version, HttpContext.Actor(), cancellationToken))
        {
            case EditExhibitionOutcome.Saved:
                this.Confirm("Saved.");
                return RedirectToPage();
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
            default:
                return NotFound();
        }
    }

    // In the order of the form, without what is empty.
    private static string Tell(ExhibitionDetails details)
    {
        var text = details.ToText();
        string?[] values =
        [
            text.Name, text.Venue, text.StartsOn, text.EndsOn, text.TimeZone, text.Currency, text.ImplausibleFrom, text.PhoneRegion, text.PrivacyUrl,
        ];
        return string.Join(", ", values.Where(value => !string.IsNullOrEmpty(value)).Select(value => value!.Isolated()));
    }
}
