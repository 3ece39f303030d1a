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

/// <summary>An exhibition's logo: shows it, takes another one, removes it.</summary>
[Authorize(Policy = Policies.Administer)]
[LargeUploads(RequestLimit, nameof(TooLarge))]
[RequestSizeLimit(RequestLimit)]
[RequestFormLimits(MemoryBufferThreshold = RequestLimit)]
public sealed class LogoModel(LogoService service, ExhibitionCache exhibitions) : PageModel, IShowsFormAgain
{
    // What is a little too large is read, so that the page can say so in its own answer.
    private const int RequestLimit = 900_000;

    [BindProperty(SupportsGet = true)]
    public int Id { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    /// <summary>Whether a file was sent that was too large to be read.</summary>
    [BindProperty(SupportsGet = true)]
    public bool TooLarge { get; set; }

    public ExhibitionSettings Exhibition { get; private set; } = null!;

    public bool IsArchived => Exhibition.State == ExhibitionState.Archived;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await PrepareAsync(cancellationToken))
        {
            return NotFound();
        }

        if (TooLarge)
        {
            Refuse(LogoFault.TooLarge);
        }

        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (await exhibitions.FindAsync(Id, cancellationToken) is not { } found)
        {
            return false;
        }

        Exhibition = found;
        return true;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await PrepareAsync(cancellationToken))
        {
            return NotFound();
        }

        // Whatever the form could not read of it is said here, in words.
        ModelState.Clear();
        if (!LogoImage.TryCreate(await ReadAsync(cancellationToken), out var image, out var fault))
        {
            Refuse(fault.Value);
            return Page();
        }

        return Answer(await service.SetAsync(Id, image, HttpContext.Actor(), cancellationToken), "Logo saved.");
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancellationToken)
    {
        ModelState.Clear();
        return await PrepareAsync(cancellationToken)
            ? Answer(await service.RemoveAsync(Id, HttpContext.Actor(), cancellationToken), "Logo removed.")
            : NotFound();
    }

    private IActionResult Answer(LogoOutcome outcome, string done)
    {
        switch (outcome)
        {
            case LogoOutcome.Done:
                this.Confirm(done);
                return RedirectToPage(new { id = Id });
            case LogoOutcome.Archived:
                Exhibition = Exhibition with { State = ExhibitionState.Archived };
                ModelState.AddModelError("", ArchivedExhibition.Message);
                Response.StatusCode = StatusCodes.Status409Conflict;
                return Page();
            default:
                return NotFound();
        }
    }

    // One byte more than there may be says as much as all of them.
    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (Upload is null)
        {
            return [];
        }

        var bytes = new byte[Math.Min(Upload.Length, LogoImage.MaxBytes + 1)];
        await using var stream = Upload.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private void Refuse(LogoFault fault) => ModelState.AddModelError(nameof(Upload), fault switch
    {
        LogoFault.Missing => "Choose a PNG or JPEG file that isn't empty.",
        LogoFault.TooLarge => $"The file is too large. Choose one of at most {LogoImage.MaxBytes / 1024} KB.",
        LogoFault.Unsupported => "Only PNG and JPEG images can be used. Save the logo as a PNG, then upload that.",
        LogoFault.WrongDimensions => $"The image must be from {LogoImage.MinPixels} to {LogoImage.MaxPixels} pixels wide and high.",
        _ => "This image can't be read because it's incomplete or damaged. Save it as a PNG again, then upload that.",
    });
}
