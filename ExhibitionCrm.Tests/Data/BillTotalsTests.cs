using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Customers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests.Data;

public sealed class BillTotalsTests(CrmSite site) : IClassFixture<CrmSite>
{
    private static readonly Actor Somebody = new("somebody");
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 16 };

    [Fact]
    public async Task AddAndVoid_ManyAtOnce_LeaveAnExactCountAndTotal()
    {
        var customer = await site.Data.CustomerAsync();
        var toVoid = new List<Bill>();
        for (var i = 0; i < 40; i++)
        {
            toVoid.Add(await site.Data.BillAsync(customer.Id, 1000.01m));
        }

        // Additions and voids of one customer, mixed, all at the same time.
        await Parallel.ForAsync(0, 200, AtOnce, async (i, _) =>
        {
            if (i % 5 == 0)
            {
                Assert.Equal(VoidOutcome.Voided, await site.WithServiceAsync((BillService service) => service.VoidAsync(toVoid[i / 5].Id, "wrong", Somebody)));
            }
            else
            {
                var added = await site.WithServiceAsync((BillService service) => service.AddAsync(NewBill(customer.Id, (i + 1) / 100m), Somebody));
                Assert.IsType<AddBillOutcome.Added>(added);
            }
        });

        var expected = Enumerable.Range(0, 200).Where(i => i % 5 != 0).Sum(i => (i + 1) / 100m);
        var saved = await ReadAsync(customer.Id);
        Assert.Equal((160, expected), (saved.BillCount, saved.BillTotal));
        await AssertTotalsAreSumsAsync();
    }

    [Fact]
    public async Task Add_BehindTheProgramsBack_IsCountedToo()
    {
        var customer = await site.Data.CustomerAsync();
        await site.Database.ExecuteAsync($"""
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            select gen_random_uuid(), '{customer.Id}', n * 0.01, '', '', now(), 'import' from generate_series(1, 100) n
            """);
        var saved = await ReadAsync(customer.Id);
        Assert.Equal((100, 50.50m), (saved.BillCount, saved.BillTotal));
    }

    [Theory]
    [InlineData("update bills set amount = amount + 1")]
    [InlineData("update bills set customer_id = (select id from customers where id <> bills.customer_id limit 1)")]
    [InlineData("update bills set description = 'another'")]
    [InlineData("update bills set created_by = 'another'")]
    [InlineData("update bills set voided_at = now(), voided_by = 'x', void_reason = 'x', amount = 1")]
    [InlineData("delete from bills")]
    public async Task Bill_ChangedOrDeletedBySql_IsRefused(string sql)
    {
        await site.Data.CustomerAsync();
        var bill = await site.Data.BillAsync(amount: 12.34m);
        var error = await Assert.ThrowsAsync<PostgresException>(() => site.Database.ExecuteAsync($"{sql} where id = '{bill.Id}'"));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, error.SqlState);
        await AssertTotalsAreSumsAsync();
    }

    [Theory]
    [InlineData("update bills set voided_at = null, voided_by = null, void_reason = null")]
    [InlineData("update bills set void_reason = 'another'")]
    public async Task VoidBill_ChangedBySql_IsRefused(string sql)
    {
        var bill = await site.Data.BillAsync(voidReason: "wrong customer");
        await Assert.ThrowsAsync<PostgresException>(() => site.Database.ExecuteAsync($"{sql} where id = '{bill.Id}'"));
        await AssertTotalsAreSumsAsync();
    }

    [Fact]
    public async Task Void_ByTwoAtOnce_LeavesTheTotalOnce()
    {
        var customer = await site.Data.CustomerAsync();
        await site.Data.BillAsync(customer.Id, 5m);
        var bill = await site.Data.BillAsync(customer.Id, 7m);
        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            site.WithServiceAsync((BillService service) => service.VoidAsync(bill.Id, $"reason {i}", new Actor($"person {i}")))));
        Assert.Single(done, outcome => outcome == VoidOutcome.Voided);
        Assert.Equal(7, done.Count(outcome => outcome == VoidOutcome.AlreadyVoid));
        var saved = await ReadAsync(customer.Id);
        Assert.Equal((1, 5m), (saved.BillCount, saved.BillTotal));
        Assert.Equal(1, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == bill.Id.ToString() && e.Kind == EventKinds.Of<BillVoided>())));
    }

    [Fact]
    public async Task EditCustomer_WhileBillsAreAdded_TouchesNoTotal()
    {
        var customer = await site.Data.CustomerAsync();
        await Parallel.ForAsync(0, 60, AtOnce, async (i, _) =>
        {
            if (i % 3 == 0)
            {
                var version = await site.ReadAsync(db => db.Customers.Where(c => c.Id == customer.Id).Select(c => c.Version).SingleAsync(_));
                await site.WithServiceAsync((CustomerService service) =>
                    service.EditAsync(customer.Id, ContactDetails.OfStored($"Name {i}", "a@example.org", "1"), version, [], Somebody));
            }
            else
            {
                await site.WithServiceAsync((BillService service) => service.AddAsync(NewBill(customer.Id, 1.11m), Somebody));
            }
        });
        var saved = await ReadAsync(customer.Id);
        Assert.Equal((40, 44.40m), (saved.BillCount, saved.BillTotal));
    }

    private static NewBill NewBill(string customerId, decimal amount) => new(Guid.NewGuid(), customerId, TestData.Euros(amount), "", null);

    private Task<Customer> ReadAsync(string id) => site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == id));

    private async Task AssertTotalsAreSumsAsync()
    {
        var wrong = await site.ReadAsync(db => db.Customers
            .Where(c => c.BillTotal != db.Bills.Where(b => b.CustomerId == c.Id && b.VoidedAt == null).Sum(b => b.Amount)
                || c.BillCount != db.Bills.Count(b => b.CustomerId == c.Id && b.VoidedAt == null))
            .Select(c => c.Id).ToListAsync());
        Assert.Empty(wrong);
    }
}
