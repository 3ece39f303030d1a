using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(CustomerList customers) : PageModel
{
    public CustomerFilter Filter { get; private set; } = null!;

    public Sort Sort { get; private set; } = CustomerList.DefaultSort;

    public Page<CustomerRow> List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var query = Request.Query;
        Filter = CustomerFilter.Read(name => query[name]);
        Sort = Sort.Parse(query["sort"], CustomerList.Columns, CustomerList.DefaultSort);
        List = await customers.GetPageAsync(Filter, Sort, PageRequest.Read(query), cancellationToken);
    }
}
