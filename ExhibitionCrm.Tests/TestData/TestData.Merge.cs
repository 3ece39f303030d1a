using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests;

public sealed partial class TestData
{
    /// <summary>What the survivor has stays.</summary>
    public static readonly MergedFields FieldsOfFirst = new(default, default, default, default, default, default);

    /// <summary>Merges two customers as an administrator does.</summary>
    /// <returns>The merge's ID.</returns>
    public async Task<long> MergeAsync(string survivorId, string mergedId, MergedFields? fields = null)
    {
        var order = await MergeOrderAsync(survivorId, mergedId, fields);
        Assert.Equal(
            new MergeOutcome.Merged(survivorId, mergedId), await site.WithServiceAsync((MergeService service) => service.MergeAsync(order, new Actor("admin"))));
        return await site.ReadAsync(db => db.CustomerMerges.Where(m => m.IdempotencyKey == order.Key).Select(m => m.Id).SingleAsync());
    }

    public async Task<MergeOrder> MergeOrderAsync(string survivorId, string mergedId, MergedFields? fields = null)
    {
        var pair = await site.WithServiceAsync((MergeService service) => service.OpenAsync(survivorId, mergedId));
        return new MergeOrder(
            survivorId, pair!.First.Version, mergedId, pair.Second.Version, KeepsSecondId: false, fields ?? FieldsOfFirst, Guid.NewGuid());
    }

    public async Task<UndoMergeOutcome> UndoMergeAsync(string survivorId, long merge)
    {
        var version = await site.ReadAsync(db => db.Customers.Where(c => c.Id == survivorId).Select(c => c.Version).SingleOrDefaultAsync());
        return await site.WithServiceAsync((MergeService service) => service.UndoAsync(survivorId, merge, version, new Actor("admin")));
    }
}
