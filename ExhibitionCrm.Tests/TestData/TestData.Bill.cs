using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Tests;

public sealed partial class TestData
{
    /// <summary>In the currency that sites have where a test says no other.</summary>
    public static Amount Euros(decimal amount) => Amount.Of(amount, Currency.Of("EUR"));

    /// <param name="customerId">Without one, a new customer's.</param>
    /// <param name="voidReason">Makes it a void one.</param>
    public async Task<Bill> BillAsync(
        string? customerId = null, decimal amount = 10m, string? description = null, string createdBy = "somebody",
        DateTimeOffset? createdAt = null, string? voidReason = null)
    {
        customerId ??= (await CustomerAsync()).Id;
        var currency = await site.WithServiceAsync((Money money) => Task.FromResult(money.Currency));
        var bill = Bill.Add(Guid.NewGuid(), customerId, Amount.Of(amount, currency), description ?? $"Purchase {Next()}", createdBy, createdAt ?? DateTimeOffset.UtcNow);
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
