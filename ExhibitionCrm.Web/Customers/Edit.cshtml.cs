using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Write)]
public sealed class EditModel(CustomerService service, CurrentExhibition exhibition) : PageModel, IShowsFormAgain
{
    private const int NoteShown = 200;

    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    [BindProperty]
    public CustomerInput Input { get; set; } = new();

    /// <summary>The version that the form was filled from.</summary>
    [BindProperty]
    public int Version { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await service.OpenAsync(Id, cancellationToken) is not { } customer)
        {
            return await service.FindAsync(Id, cancellationToken) is { } survivor ? RedirectToPage(new { id = survivor.Id }) : NotFound();
        }

        Input = CustomerInput.From(customer.Details);
        Version = customer.Version;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!Input.TryRead(exhibition.Settings.Required, ModelState, out var details))
        {
            return await service.OpenAsync(Id, cancellationToken) is null ? NotFound() : Page();
        }

        switch (await service.EditAsync(Id, details, Version, Input.ReadOthers(), HttpContext.Actor(), cancellationToken))
        {
            case EditOutcome.Saved:
                this.Confirm("Saved.");
                return RedirectToPage("Details", new { Id });
            case EditOutcome.ToBeConfirmed { Duplicates: var duplicates }:
                Input.Ask(duplicates, ModelState);
                return Page();
            case EditOutcome.ChangedMeanwhile { Current: var current, Version: var version }:
                // What was typed stays; what the other person saved is told; saving again is a decision then.
                Version = version;
                ModelState.Remove(nameof(Version));
                ModelState.AddModelError(
                    "", $"Someone else has just changed this customer to: {Tell(current)}. Save again to overwrite that with your changes.");
                return Page();
            case EditOutcome.Merged { SurvivorId: var survivor }:
                // What was typed stays, to be taken over there.
                ModelState.AddModelError("", $"Someone else has just merged this customer into customer {survivor}. Nothing was saved. Make the changes there.");
                return Page();
            default:
                return NotFound();
        }
    }

    // In the order of the form, without what is empty. Of a long note its beginning says that there is another one.
    private static string Tell(ContactDetails details)
    {
        var note = details.Note.ReplaceLineEndings(" ");
        string[] values =
        [
            details.Name, details.Email?.Value ?? "", details.Phone?.Value ?? "", details.Company, details.JobTitle,
            note.Length > NoteShown ? $"{note.Truncate(NoteShown)}…" : note,
        ];
        return string.Join(", ", values.Where(value => value.Length > 0).Select(value => value.Isolated()));
    }
}
