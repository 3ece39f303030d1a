using ExhibitionCrm.Web.Customers;
using Microsoft.AspNetCore.Mvc;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Shows the mails on a customer's page.</summary>
public sealed class CustomerMailViewComponent(MailList mails) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(CustomerDetails customer) =>
        View("/Mail/_CustomerMail.cshtml", await mails.GetForCustomerAsync(customer, HttpContext.RequestAborted));
}
