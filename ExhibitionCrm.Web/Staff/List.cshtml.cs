using ExhibitionCrm.Web.Configuration;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Staff;

[Authorize(Policy = Policies.Administer)]
public sealed class StaffListModel(StaffDesk desk, ExhibitionTime time) : PageModel
{
    public IReadOnlyList<StaffRow> Rows { get; private set; } = [];

    public DateTimeOffset Now => time.UtcNow;

    public async Task OnGetAsync(CancellationToken cancellation) => Rows = await desk.ListAsync(cancellation);
}
