using System.Globalization;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Bills;

/// <summary>Says in words what happened to bills.</summary>
internal sealed class BillWording(Money money) : EventWording<BillEvent>
{
    protected override EventWords? Of(BillEvent happened, Mentions mentions) => happened switch
    {
        BillAdded { Number: { } number } e => new(
            $"{mentions.Actor} added bill {Bill(e, number, mentions)} of {money.Show(e.Amount)} for {CustomerMentions.Of(e.CustomerId, mentions)}",
            Description(e)),
        BillAdded e => new(
            $"{mentions.Actor} added a bill of {Bill(e, e.Amount, mentions)} for {CustomerMentions.Of(e.CustomerId, mentions)}",
            Description(e)),
        BillVoided { Number: { } number } e => new(
            $"{mentions.Actor} voided bill {Bill(e, number, mentions)} of {money.Show(e.Amount)} for {CustomerMentions.Of(e.CustomerId, mentions)}",
            Reason(e)),
        BillVoided e => new(
            $"{mentions.Actor} voided a bill of {Bill(e, e.Amount, mentions)} for {CustomerMentions.Of(e.CustomerId, mentions)}",
            Reason(e)),
        _ => null,
    };

    private static Mention Bill(BillEvent e, int number, Mentions mentions) =>
        new(number.ToString(CultureInfo.InvariantCulture), mentions.Links.Bill(e.BillId));

    private Mention Bill(BillEvent e, decimal amount, Mentions mentions) => new(money.Show(amount), mentions.Links.Bill(e.BillId));

    private static FieldChange[] Description(BillAdded e) => e.Description.Length > 0 ? [new("Description", null, e.Description)] : [];

    private static FieldChange Reason(BillVoided e) => new("Reason", null, e.Reason);
}
