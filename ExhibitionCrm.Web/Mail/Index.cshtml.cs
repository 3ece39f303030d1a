using ExhibitionCrm.Web.Shared;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Mail;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(MailList mails, MassResend resend) : PageModel
{
    public MailFilter Filter { get; private set; } = null!;

    public IReadOnlyDictionary<MailState, Found> Counts { get; private set; } = null!;

    public Page<MailRow> List { get; private set; } = null!;

    /// <summary>Resends to many of which mails still wait.</summary>
    public IReadOnlyList<MailBatch> Batches { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var query = Request.Query;
        Filter = MailFilter.Read(name => query[name]);
        Counts = await mails.CountAsync(cancellation);
        Batches = await resend.WaitingAsync(cancellation);
        List = await mails.PageAsync(Filter, PageAddress.Read(query), cancellation);
    }
}
