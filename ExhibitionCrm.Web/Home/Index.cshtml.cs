using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Home;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(Dashboard dashboard, CurrentExhibition exhibition) : PageModel
{
    /// <summary>Null until somebody named it.</summary>
    public string? Exhibition => exhibition.Settings.Name;

    /// <summary>Null where there is none.</summary>
    public LogoSettings? Logo => exhibition.Settings.Logo;

    public Today Today { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Today = await dashboard.GetTodayAsync(cancellationToken);
}
