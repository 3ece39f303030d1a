using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Home;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(Dashboard dashboard) : PageModel
{
    public Today Today { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellation) => Today = await dashboard.TodayAsync(cancellation);
}
