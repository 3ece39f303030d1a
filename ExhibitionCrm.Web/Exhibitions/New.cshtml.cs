using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>A new exhibition, from nothing or with what is chosen of another one: never people or money.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class NewModel(ExhibitionService service, ExhibitionCache exhibitions) : PageModel, IShowsFormAgain
{
    public const string SettingsGroup = "settings";

    /// <summary>The exhibition to copy from; null for none. In the address, which the form is sent to as well.</summary>
    [BindProperty(SupportsGet = true)]
    public int? From { get; set; }

    /// <summary>What to copy.</summary>
    [BindProperty(SupportsGet = true)]
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>Whether <see cref="Groups"/> were chosen; all are otherwise.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Chosen { get; set; }

    [BindProperty]
    public ExhibitionInput Input { get; set; } = new();

    [BindProperty]
    public string? Key { get; set; }

    public bool HasSettings => !Chosen || Groups.Contains(SettingsGroup);

    /// <summary>The newest first, each with what it is called.</summary>
    public IReadOnlyList<(int Id, string Title)> Sources => [.. exhibitions.All.Reverse().Take(ExhibitionList.MaxShown).Select(e => (e.Id, e.Name ?? e.Slug))];

    /// <summary>What the form began with, in words; null where nothing was copied.</summary>
    public string? Copied { get; private set; }

    public string CopiedTitle { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Key = IdempotencyKey.New();
        var source = await LoadSourceAsync(cancellationToken);
        Input = ExhibitionInput.From(source ?? ExhibitionService.Fresh);
        if (From is not null && source is null)
        {
            ModelState.AddModelError("", HasSettings ? "There's no such exhibition to copy from." : "Choose what to copy.");
        }

        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        await LoadSourceAsync(cancellationToken);
        return true;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var source = await LoadSourceAsync(cancellationToken);
        if (!Input.TryRead(currency: source?.Currency, ModelState, out var details))
        {
            return Page();
        }

        switch (await service.CreateAsync(details, IdempotencyKey.Read(Key), source is null ? null : From, HttpContext.Actor(), cancellationToken))
        {
            case CreateExhibitionOutcome.Created created:
                this.Confirm($"Exhibition {details.Name} created.");
                return RedirectToPage("Edit", new { id = created.Id });
            case CreateExhibitionOutcome.KeyUsedForAnother other:
                Key = IdempotencyKey.New();
                ModelState.Remove(nameof(Key));
                ModelState.AddModelError("", $"This form has already created the exhibition {other.Title.Isolated()}. Submit it again to create another one.");
                return Page();
            default:
                Input.RefuseSlug(details, ModelState);
                return Page();
        }
    }

    /// <summary>Null where nothing is to be copied, or it is gone.</summary>
    private async Task<ExhibitionText?> LoadSourceAsync(CancellationToken cancellationToken)
    {
        if (From is not { } id || !HasSettings || await service.OpenAsync(id, cancellationToken) is not { } opened)
        {
            return null;
        }

        var text = ExhibitionService.SettingsOf(opened.Details);
        string?[] values = [text.Venue, text.TimeZone, text.Currency, $"large amounts from {text.ImplausibleFrom}", text.PhoneRegion, text.PrivacyUrl, text.Colour,
            text.SenderName, text.SenderAddress, $"labels of {opened.Details.LabelSize.Shown}", exhibitions.All.Any(e => e.Id == id && e.Logo is not null) ? "logo" : null];
        Copied = string.Join(", ", values.Where(value => !string.IsNullOrEmpty(value)).Select(value => value!.Isolated()));
        CopiedTitle = opened.Title;
        return text;
    }
}
