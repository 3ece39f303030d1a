using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Says on a customer's page what became of the welcome mail, as the mails that are shown there do.</summary>
public sealed class CustomerMailStateViewComponent(MailList mails) : ViewComponent
{
    public async Task<IHtmlContent> InvokeAsync(CustomerDetails customer)
    {
        var shown = await mails.GetForCustomerAsync(customer, HttpContext.RequestAborted);
        var badge = OutboxStateBadge.Of(shown.State);
        return shown.IsWithoutMail ? new HtmlContentBuilder().AppendHtml(badge).Append(" Print the badge.") : badge;
    }
}
