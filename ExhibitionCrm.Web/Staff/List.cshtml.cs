using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Staff;

[Authorize(Policy = Policies.Administer)]
public sealed class StaffListModel(AccountList accounts, StaffService service) : PageModel
{
    public IReadOnlyList<AccountRow> Rows { get; private set; } = [];

    public IReadOnlyList<StaffExhibition> Exhibitions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Rows = await accounts.ListAsync(cancellationToken);
        Exhibitions = await service.ListExhibitionsAsync(cancellationToken);
    }
}
