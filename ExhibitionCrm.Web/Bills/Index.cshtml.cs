using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Bills;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(BillList bills, UserNames userNames) : PageModel
{
    public BillFilter Filter { get; private set; } = null!;

    public Sort Sort { get; private set; } = BillList.DefaultSort;

    public BillPage List { get; private set; } = null!;

    public IReadOnlyList<string> People { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var query = Request.Query;
        Filter = BillFilter.Read(name => query[name]);
        Sort = Sort.Parse(query["sort"], BillList.Columns, BillList.DefaultSort);
        People = await userNames.GetAsync(Filter.AddedBy, cancellationToken);
        List = await bills.GetPageAsync(Filter, Sort, PageRequest.Read(query), cancellationToken);
    }
}
