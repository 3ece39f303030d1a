using ExhibitionCrm.Web.Customers;
using Microsoft.AspNetCore.Mvc;

namespace ExhibitionCrm.Web.Bills;

/// <summary>Shows the bills on a customer's page.</summary>
public sealed class CustomerBillsViewComponent(BillService service) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(CustomerDetails customer) => View(
        "/Bills/_CustomerBills.cshtml",
        new CustomerBills(customer, await service.GetForCustomerAsync(customer.Id, CustomerBills.MostShown, HttpContext.RequestAborted)));
}

/// <summary>The model of _CustomerBills.</summary>
/// <param name="Bills">The newest.</param>
public sealed record CustomerBills(CustomerDetails Customer, IReadOnlyList<BillRow> Bills)
{
    public const int MostShown = 50;

    /// <summary>The form for the next bill, which <see cref="AddModel"/> takes.</summary>
    public BillInput Bill { get; } = new();
}
