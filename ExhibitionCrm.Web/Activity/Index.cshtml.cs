using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Activity;

/// <summary>Everything that happened, newest first.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class IndexModel(AuditLog log) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];

    /// <summary>From which the next page goes on; null on the last one.</summary>
    public long? Older => Rows.Count == AuditLog.PageSize ? Rows[^1].Id : null;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Rows = await log.GetPageAsync(Before, cancellationToken);
}
