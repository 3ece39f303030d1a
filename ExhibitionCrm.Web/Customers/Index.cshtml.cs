using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

[Authorize(Policy = Policies.Read)]
public sealed class IndexModel(CustomerList customers, CustomerLookup lookup, Links links) : PageModel
{
    public CustomerFilter Filter { get; private set; } = null!;

    public Sort Sort { get; private set; } = CustomerList.DefaultSort;

    public Page<CustomerRow> List { get; private set; } = null!;

    /// <summary>Whom the search means at other exhibitions, where it finds nobody here.</summary>
    public CustomerMatches Elsewhere { get; private set; } = new(new LookupOutcome.NothingTyped(), null, links.Customer);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var query = Request.Query;
        Filter = CustomerFilter.Read(name => query[name]);
        Sort = Sort.Parse(query["sort"], CustomerList.Columns, CustomerList.DefaultSort);
        List = await customers.GetPageAsync(Filter, Sort, PageRequest.Read(query), cancellationToken);
        if (List.Matches.Count == 0 && Filter is { Mail: null, Created.IsEmpty: true, Query: { } typed })
        {
            Elsewhere = new CustomerMatches(await lookup.FindElsewhereAsync(typed, cancellationToken), typed, links.Customer);
        }
    }
}
