namespace ExhibitionCrm.Web.Bills;

/// <summary>A bill to be added.</summary>
/// <param name="Key">Of the form: one that was sent before is not saved again. Becomes the bill's ID.</param>
/// <param name="Description">May be empty; line breaks allowed.</param>
/// <param name="Confirmed">The amount that somebody was asked about and said is right; null when nobody was.</param>
public sealed record NewBill(Guid Key, string CustomerId, Amount Amount, string Description, decimal? Confirmed)
{
    /// <summary>Whether somebody was asked about this amount and said that it is meant.</summary>
    public bool IsConfirmed => Confirmed == Amount.Value;

    /// <summary>Whether the bill is the one that this would become.</summary>
    public bool IsThatOf(Bill bill) => (bill.CustomerId, bill.Amount, bill.Description) == (CustomerId, Amount.Value, Description);
}
