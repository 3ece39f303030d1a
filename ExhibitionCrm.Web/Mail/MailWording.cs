using System.Globalization;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Says in words what people did with mails. What was queued may not have been sent.</summary>
internal sealed class MailWording : EventWording<MailEvent>
{
    protected override EventWords? Of(MailEvent happened, Mentions mentions) => happened switch
    {
        MailRequeued e => new($"{mentions.Actor} queued the welcome email to {CustomerMentions.Of(e.CustomerId, mentions)} to be sent again"),
        StaffMailRequeued e => new($"{mentions.Actor} queued an email to {AccountMentions.Of(e.UserName)} to be sent again"),
        MailBatchQueued e => new(
            $"{mentions.Actor} queued the welcome email to {Batch(e, mentions)} to be sent again",
            [.. e.Chosen.Describe(), .. e.WithSent ? [new FieldChange("Customers who already have it", null, "included")] : Array.Empty<FieldChange>()]),
        MailBatchCancelled e => new($"{mentions.Actor} cancelled the remaining emails of a resend to {Batch(e, mentions)}"),
        _ => null,
    };

    private static Mention Batch(MailBatchEvent e, Mentions mentions) => new(
        e.Customers == 1 ? "1 customer" : $"{e.Customers.ToString("N0", CultureInfo.InvariantCulture)} customers",
        mentions.Links.MailBatch(e.BatchId));
}
