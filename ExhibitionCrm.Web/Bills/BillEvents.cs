using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What happens to bills. Amounts are in the exhibition's currency. Bills of before the numbers have none in their events.</summary>
public abstract record BillEvent(Guid BillId, string CustomerId) : AuditEvent
{
    public const string SubjectType = "Bill";

    public sealed override AuditSubject Subject => About(BillId);

    public sealed override AuditSubject? Owner => CustomerEvent.About(CustomerId);

    public static AuditSubject About(Guid billId) => new(SubjectType, billId.ToString());
}

[EventKind("bill.added", "Bill added")]
public sealed record BillAdded(Guid BillId, string CustomerId, decimal Amount, string Description, int? Number = null)
    : BillEvent(BillId, CustomerId)
{
    public static BillAdded Of(Bill bill) => new(bill.Id, bill.CustomerId, bill.Amount, bill.Description, bill.Number);
}

[EventKind("bill.voided", "Bill voided")]
public sealed record BillVoided(Guid BillId, string CustomerId, decimal Amount, string Reason, int? Number = null)
    : BillEvent(BillId, CustomerId)
{
    public static BillVoided Of(Bill bill) => new(bill.Id, bill.CustomerId, bill.Amount, bill.VoidReason!, bill.Number);
}
