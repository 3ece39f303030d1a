using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Customers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>A merge among people who do other things to the same two at the same moment.</summary>
public sealed class MergesAtOnceTests(CrmSite site) : IClassFixture<CrmSite>
{
    private static readonly Actor Somebody = new("somebody");

    [Fact]
    public async Task Merge_WhileBillsAreAddedVoidedAndTheTwoAreEdited_LosesNothing()
    {
        for (var round = 0; round < 6; round++)
        {
            var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
            var voided = await site.Data.BillAsync(twin.Id, 100m);
            await site.Data.BillAsync(twin.Id, 1000m);
            var order = await site.Data.MergeOrderAsync(anna.Id, twin.Id);
            var merging = site.WithServiceAsync((MergeService service) => service.MergeAsync(order, Somebody));
            var adding = Enumerable.Range(0, 6).Select(i => site.WithServiceAsync((BillService service) =>
                service.AddAsync(new NewBill(Guid.NewGuid(), i % 2 == 0 ? twin.Id : anna.Id, TestData.Euros(1m), "", null), Somebody))).ToList();
            var voiding = site.WithServiceAsync((BillService service) => service.VoidAsync(voided.Id, "Wrong", Somebody));
            var editing = site.WithServiceAsync((CustomerService service) =>
                service.EditAsync(twin.Id, ContactDetails.Of(new ContactText("Edited at once", twin.Email, twin.Phone)), 0, [], Somebody));
            Assert.All(await Task.WhenAll(adding), outcome => Assert.IsType<AddBillOutcome.Added>(outcome));
            Assert.Equal(VoidOutcome.Voided, await voiding);
            var (merged, edited) = (await merging, await editing);

            // Whoever of the two came first, the other was told.
            Assert.True(
                (merged is MergeOutcome.Merged && edited is EditOutcome.Merged) || (merged is MergeOutcome.ChangedMeanwhile && edited is EditOutcome.Saved),
                $"{merged} {edited}");
            if (merged is not MergeOutcome.Merged)
            {
                await site.Data.MergeAsync(anna.Id, twin.Id);
            }

            Assert.Equal(8, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == anna.Id)));
            Assert.Equal((7, 1006m), await site.ReadAsync(async db => await db.Customers.Where(c => c.Id == anna.Id).Select(c => new ValueTuple<int, decimal>(c.BillCount, c.BillTotal)).SingleAsync()));
        }
    }

    [Fact]
    public async Task Merge_WhileABillIsBeingVoided_GivesWayAndThenGoesOn()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var bill = await site.Data.BillAsync(twin.Id, 5m);
        var order = await site.Data.MergeOrderAsync(anna.Id, twin.Id);
        await using var connection = new NpgsqlConnection(site.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"select from bills where id = '{bill.Id}' for update", connection, transaction))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var merging = site.WithServiceAsync((MergeService service) => service.MergeAsync(order, Somebody));
        await Task.Delay(TimeSpan.FromMilliseconds(400));
        Assert.False(merging.IsCompleted);

        // What it waits for could otherwise be the merge.
        await using (var change = new NpgsqlCommand($"set local lock_timeout = '5s'; update bills set voided_at = now(), voided_by = 'x', void_reason = 'Wrong' where id = '{bill.Id}'", connection, transaction))
        {
            await change.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        Assert.Equal(new MergeOutcome.Merged(anna.Id, twin.Id), await merging);
        Assert.Equal(0, await site.ReadAsync(db => db.Customers.Where(c => c.Id == anna.Id).Select(c => c.BillCount).SingleAsync()));
    }

    [Fact]
    public async Task Merge_OfOnePair_FiveTimesAtOnce_AndTheOtherWayRound_IsDoneOnce()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var orders = new List<MergeOrder>();
        for (var i = 0; i < 6; i++)
        {
            orders.Add(await (i % 2 == 0 ? site.Data.MergeOrderAsync(anna.Id, twin.Id) : site.Data.MergeOrderAsync(twin.Id, anna.Id)));
        }

        var outcomes = await Task.WhenAll(orders.Select(order => site.WithServiceAsync((MergeService service) => service.MergeAsync(order, Somebody))));
        Assert.Single(outcomes.OfType<MergeOutcome.Merged>());
        Assert.Equal(5, outcomes.OfType<MergeOutcome.NotThere>().Count());

        // One form, sent at once.
        var (ben, bea) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var same = await site.Data.MergeOrderAsync(ben.Id, bea.Id);
        outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => site.WithServiceAsync((MergeService service) => service.MergeAsync(same, Somebody))));
        Assert.All(outcomes, outcome => Assert.Equal(new MergeOutcome.Merged(ben.Id, bea.Id), outcome));
        Assert.Equal(1, await site.ReadAsync(db => db.CustomerMerges.CountAsync(m => m.SurvivorId == ben.Id)));
    }

    [Fact]
    public async Task Undo_FiveTimesAtOnce_IsDoneOnce()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await site.Data.BillAsync(twin.Id, 5m);
        var merge = await site.Data.MergeAsync(anna.Id, twin.Id);
        var version = await site.ReadAsync(db => db.Customers.Where(c => c.Id == anna.Id).Select(c => c.Version).SingleAsync());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => site.WithServiceAsync((MergeService service) => service.UndoAsync(anna.Id, merge, version, Somebody))));
        Assert.Single(outcomes, UndoMergeOutcome.Undone);
        Assert.All(outcomes.Where(outcome => outcome != UndoMergeOutcome.Undone), outcome => Assert.Equal(UndoMergeOutcome.AlreadyUndone, outcome));
        Assert.Equal(5m, await site.ReadAsync(db => db.Customers.Where(c => c.Id == twin.Id).Select(c => c.BillTotal).SingleAsync()));
    }

    [Fact]
    public async Task Bill_GivenToAnotherCustomerByTheSiteItself_IsRefusedAsEver()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var bill = await site.Data.BillAsync(twin.Id);
        await Assert.ThrowsAsync<PostgresException>(() => site.Database.ExecuteAsync($"update bills set customer_id = '{anna.Id}' where id = '{bill.Id}'"));
        var merge = await site.Data.MergeAsync(anna.Id, twin.Id);
        Assert.Equal(UndoMergeOutcome.Undone, await site.Data.UndoMergeAsync(anna.Id, merge));
        await Assert.ThrowsAsync<PostgresException>(() => site.Database.ExecuteAsync($"update bills set customer_id = '{anna.Id}' where id = '{bill.Id}'"));
    }
}
