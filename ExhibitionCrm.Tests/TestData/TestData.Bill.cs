using ExhibitionCrm.Web.Bills;

namespace ExhibitionCrm.Tests;

public sealed partial class TestData
{
    /// <param name="customerId">Without one, a new customer's.</param>
    /// <param name="voidReason">Makes it a void one.</param>
    public async Task<Bill> BillAsync(
        string? customerId = null, decimal amount = 10m, string? description = null, string createdBy = "somebody",
        DateTimeOffset? createdAt = null, string? voidReason = null)
    {
        customerId ??= (await CustomerAsync()).Id;
        var bill = Bill.Add(Guid.NewGuid(), customerId, Amount.Of(amount), description ?? $"Purchase {Next()}", createdBy, createdAt ?? DateTimeOffset.UtcNow);
        await SaveAsync(async db =>
        {
            db.Add(bill);
            await db.SaveChangesAsync();
            if (voidReason is not null)
            {
                bill.Void(voidReason, createdBy, DateTimeOffset.UtcNow);
            }
        });
        return bill;
    }
}
