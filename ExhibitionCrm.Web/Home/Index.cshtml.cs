using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Home;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(Dashboard dashboard) : PageModel
{
    public Today Today { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellation) => Today = await dashboard.TodayAsync(cancellation);

    /// <summary>What the action was done to, in a few words.</summary>
    public string Subject(AuditEntry entry) => entry.Subject switch
    {
        AuditSubject.Bill => $"a bill of {After(entry, "amount")} for {After(entry, "customer")}",
        AuditSubject.Mail => $"of {(int.TryParse(After(entry, "customers"), out var count) ? count : 0):N0} customers",
        _ => Name(entry),
    };

    private static string Name(AuditEntry entry) => After(entry, "name") is { Length: > 0 } name ? name : entry.SubjectId;

    private static string After(AuditEntry entry, string field) =>
        entry.Changes.TryGetValue(field, out var change) ? change.After ?? change.Before ?? "" : "";
}
