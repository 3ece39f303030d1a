using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Shell;

namespace ExhibitionCrm.Web.Bills;

/// <summary>Says in words what happened to bills.</summary>
internal sealed class BillWording(Money money) : EventWording<BillEvent>
{
    protected override EventWords? Of(BillEvent happened, Mentions mentions) => happened switch
    {
        BillAdded e => new(
            $"{mentions.Actor} added a bill of {Bill(e, e.Amount)} for {CustomerMentions.Of(e.CustomerId, mentions)}",
            e.Description.Length > 0 ? [new FieldChange("Description", null, e.Description)] : []),
        BillVoided e => new(
            $"{mentions.Actor} voided a bill of {Bill(e, e.Amount)} for {CustomerMentions.Of(e.CustomerId, mentions)}",
            new FieldChange("Reason", null, e.Reason)),
        _ => null,
    };

    private Mention Bill(BillEvent e, decimal amount) =>
        new(money.Show(amount), Links.Bill(e.BillId));
}
