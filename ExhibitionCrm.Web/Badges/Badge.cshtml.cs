using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Badges;

/// <summary>The badge to print: name, ID, QR code, exhibition on a label. The sizes' page rules stand in badge.css.</summary>
[Authorize(Policy = Policies.Read)]
public sealed class BadgeModel(CustomerService service, SiteCookies cookies, CurrentExhibition exhibition) : PageModel
{
    /// <summary>Width and height in millimetres, by the name that badge.css and the address use.</summary>
    public static readonly IReadOnlyDictionary<string, (int Width, int Height)> Sizes = new Dictionary<string, (int, int)>
    {
        ["89x36"] = (89, 36),
        ["62x29"] = (62, 29),
        ["90x55"] = (90, 55),
        ["74x105"] = (74, 105),
    };

    private const string SizeCookie = "label";

    public string Size { get; private set; } = Sizes.Keys.First();

    public CustomerDetails Customer { get; private set; } = null!;

    /// <summary>Null until somebody named it.</summary>
    public string? Exhibition => exhibition.Settings.Name;

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
        Size = Chosen(size) ?? Chosen(Request.Cookies[cookies.Name(SizeCookie)]) ?? Size;
        if (size == Size)
        {
            // A browser belongs to a printer, whoever is signed in.
            Response.Cookies.Append(cookies.Name(SizeCookie), Size, new CookieOptions
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

    private static string? Chosen(string? size) => size is not null && Sizes.ContainsKey(size) ? size : null;
}
