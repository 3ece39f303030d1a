using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Exhibitions;

[Authorize(Policy = Policies.Administer)]
public sealed class IndexModel(ExhibitionList list) : PageModel
{
    public ExhibitionOverview Overview { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Overview = await list.ReadAsync(cancellationToken);
}
