using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Audit;

/// <summary>Everything that was done, newest first.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class ActivityModel(AuditLog log) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<AuditEntry> Entries { get; private set; } = [];

    /// <summary>From which the next page goes on; null on the last one.</summary>
    public long? Older => Entries.Count == AuditLog.PageSize ? Entries[^1].Id : null;

    public async Task OnGetAsync(CancellationToken cancellation) => Entries = await log.PageAsync(Before, cancellation);

    /// <summary>The page of what an entry is about; null where there is none.</summary>
    public static string? PageOf(AuditEntry entry) => entry.Subject switch
    {
        AuditSubject.Customer when entry.Action != AuditAction.Deleted => $"/customers/{entry.SubjectId}",
        AuditSubject.Bill => $"/bills/{entry.SubjectId}",
        AuditSubject.Mail => $"/mail/batches/{entry.SubjectId}",
        AuditSubject.User => $"/staff/{Uri.EscapeDataString(entry.SubjectId)}",
        _ => null,
    };
}
