using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Mail;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(MailList mails, MassResend resend) : PageModel
{
    public MailFilter Filter { get; private set; } = null!;

    public IReadOnlyDictionary<OutboxState, MatchCount> Counts { get; private set; } = null!;

    public Page<MailRow> List { get; private set; } = null!;

    /// <summary>Resends to many of which mails still wait.</summary>
    public IReadOnlyList<MailBatch> Batches { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var query = Request.Query;
        Filter = MailFilter.Read(name => query[name]);
        Counts = await mails.CountAsync(cancellationToken);
        Batches = await resend.GetWaitingAsync(cancellationToken);
        List = await mails.GetPageAsync(Filter, PageRequest.Read(query), cancellationToken);
    }
}
