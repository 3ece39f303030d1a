using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Badges;

/// <summary>The badge to print: name, ID, QR code, exhibition on a label. The standard sizes' page rules stand in badge.css.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class BadgeModel(CustomerService service, SiteCookies cookies, CurrentExhibition exhibition) : PageModel
{
    /// <summary>Width and height in millimetres of the standard ones, by the name that badge.css and the address use.</summary>
    public static readonly IReadOnlyDictionary<string, (int Width, int Height)> Sizes = LabelSize.Standard.ToDictionary(size => $"{size}", size => (size.Width, size.Height));

    private const string SizeCookie = "label";

    public LabelSize Size { get; private set; } = LabelSize.Usual;

    /// <summary>A size that is not among <see cref="Choices"/>, as it was typed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Own { get; set => field = Typed.Line(value); }

    /// <summary>The standard ones, the exhibition's, and the one that is shown.</summary>
    public IEnumerable<LabelSize> Choices => LabelSize.Standard.Append(exhibition.Settings.LabelSize).Append(Size).Distinct();

    public string BodyClass => Size.IsStandard ? $"size-{Size}" : Size.IsUpright ? $"{LabelStyle.ClassName} {LabelStyle.UprightClassName}" : LabelStyle.ClassName;

    public CustomerDetails Customer { get; private set; } = null!;

    /// <summary>Null until somebody named it.</summary>
    public string? Exhibition => exhibition.Settings.Name;

    /// <summary>Null where there is none.</summary>
    public LogoSettings? Logo => exhibition.Settings.Logo;

    /// <summary>Whether the browser's print dialog opens with the page.</summary>
    [BindProperty(SupportsGet = true, Name = "print")]
    public bool Prints { get; set; }

    public async Task<IActionResult> OnGetAsync(string id, string? size, CancellationToken cancellationToken)
    {
        if (!CustomerId.TryParse(id, out var read) || await service.FindAsync(read, cancellationToken) is not { } customer)
        {
            return NotFound();
        }

        if (customer.Id != read)
        {
            return RedirectToPage(new { id = customer.Id, size, print = Prints ? true : (bool?)null });
        }

        Customer = customer;
        var chosen = Chosen(Own) ?? Chosen(size);
        Size = chosen ?? Chosen(Request.Cookies[cookies.Name(SizeCookie)]) ?? exhibition.Settings.LabelSize;
        if (Own is { Length: > 0 } && Chosen(Own) is null)
        {
            ModelState.AddModelError(nameof(Own), MessageFor(Own));
        }
        else if (chosen is not null)
        {
            // It stands among the others now.
            Own = null;
            ModelState.Remove(nameof(Own));

            // A browser belongs to a printer, whoever is signed in.
            Response.Cookies.Append(cookies.Name(SizeCookie), $"{Size}", new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(365),
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = cookies.AreSecure,
                IsEssential = true,
            });
        }

        return Page();
    }

    private static LabelSize? Chosen(string? typed) => LabelSize.TryRead(typed, out var size, out _) ? size : null;

    private static string MessageFor(string typed)
    {
        LabelSize.TryRead(typed, out _, out var isOutOfRange);
        return ExhibitionInput.LabelMessage(isOutOfRange ? ValueFault.OutOfRange : ValueFault.Malformed)!;
    }
}
