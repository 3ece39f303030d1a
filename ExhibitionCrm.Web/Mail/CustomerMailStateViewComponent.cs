using ExhibitionCrm.Web.Customers;
using Microsoft.AspNetCore.Mvc;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Says on a customer's page what became of the welcome mail, as the mails that are shown there do.</summary>
public sealed class CustomerMailStateViewComponent(MailList mails) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(CustomerDetails customer) =>
        View("/Mail/_CustomerMailState.cshtml", await mails.GetForCustomerAsync(customer, HttpContext.RequestAborted));
}
