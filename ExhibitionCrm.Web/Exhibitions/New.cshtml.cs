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
    public const string StaffGroup = "staff";

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

    public bool HasSettings => Has(SettingsGroup);

    public bool HasStaff => Has(StaffGroup);

    /// <summary>The newest first, each with what it is called.</summary>
    public IReadOnlyList<(int Id, string Title)> Sources => [.. exhibitions.All.Reverse().Take(ExhibitionList.MaxShown).Select(e => (e.Id, e.Name ?? e.Slug))];

    /// <summary>Null where nothing is copied.</summary>
    public CopyPreview? Copied { get; private set; }

    /// <summary>What the form began with, in words; null for nothing.</summary>
    public string? CopiedSettings => Copied?.Settings is { } text
        ? string.Join(", ", new[] { text.Venue, text.TimeZone, text.Currency, $"large amounts from {text.ImplausibleFrom}", text.PhoneRegion, text.PrivacyUrl, text.Colour }
            .Concat(text.Optional()).Concat([text.SenderName, text.SenderAddress, LabelOf(text), HasLogo ? "logo" : null]).Where(value => !string.IsNullOrEmpty(value)).Select(value => value!.Isolated()))
        : null;

    private bool HasLogo => exhibitions.All.Any(e => e.Id == From && e.Logo is not null);

    /// <summary>Null where nothing is to be copied.</summary>
    private CopyOrder? Order => From is { } id && (HasSettings || HasStaff) ? new CopyOrder(id, HasSettings, HasStaff) : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Key = IdempotencyKey.New();
        await PrepareAsync(cancellationToken);
        Input = ExhibitionInput.From(Copied?.Settings ?? ExhibitionService.Fresh);
        if (From is not null && Copied is null)
        {
            ModelState.AddModelError("", Order is null ? "Choose what to copy." : "There's no such exhibition to copy from.");
        }

        return Page();
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        Copied = Order is { } order ? await service.PreviewAsync(order, cancellationToken) : null;
        return true;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        if (!Input.TryRead(currency: Copied?.Settings?.Currency, ModelState, out var details))
        {
            return Page();
        }

        switch (await service.CreateAsync(details, IdempotencyKey.Read(Key), Order, HttpContext.Actor(), cancellationToken))
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

    private static string? LabelOf(ExhibitionText text) => LabelSize.TryRead(text.LabelSize, out var size, out _) ? $"labels of {size.Shown}" : null;

    private bool Has(string group) => !Chosen || Groups.Contains(group);
}
