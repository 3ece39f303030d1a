using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Staff;

[Authorize(Policy = Policies.Administer)]
public sealed class StaffListModel(StaffDesk desk) : PageModel
{
    public IReadOnlyList<StaffRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation) => Rows = await desk.ListAsync(cancellation);
}
