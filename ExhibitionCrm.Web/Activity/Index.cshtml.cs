using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Activity;

/// <summary>Everything that happened, newest first.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class IndexModel(AuditLog log, UserNames userNames, Links links) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public ActivityFilter Filter { get; private set; } = null!;

    public IReadOnlyList<string> People { get; private set; } = [];

    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];

    /// <summary>From which the next page goes on; null on the last one.</summary>
    public long? Older => Rows.Count == AuditLog.PageSize ? Rows[^1].Id : null;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Filter = ActivityFilter.Read(name => Request.Query[name]);
        People = [.. (await userNames.GetAsync(Filter.Person, cancellationToken)).Union(Actor.NoAccounts)];
        Rows = await log.GetPageAsync(Filter, Before, cancellationToken);
    }

    /// <summary>The same filter from another entry on; null for the newest.</summary>
    public string PageUrl(long? before)
    {
        var query = Request.Query.Where(pair => pair.Key != "before").SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value));
        return links.Activity + QueryString.Create(before is null ? query : query.Append(new("before", $"{before}")));
    }
}
