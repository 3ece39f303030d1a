using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What the counter does with bills. The customer's count and total follow by a trigger in the same transaction.</summary>
public sealed class BillDesk(CrmDbContext db, ExhibitionTime time, CrmMeters meters)
{
    private static readonly Func<CrmDbContext, string, int, IAsyncEnumerable<BillRow>> OfCustomer =
        EF.CompileAsyncQuery((CrmDbContext db, string customerId, int count) => db.Bills.TagWith(PreparedStatements.Mark)
            .Where(b => b.CustomerId == customerId).OrderByDescending(b => b.CreatedAt).Take(count)
            .Select(b => new BillRow(b.Id, b.CustomerId, "", "", b.Amount, b.Description, b.CreatedAt, b.CreatedBy, b.VoidedAt)));

    /// <param name="id">Drawn when the form was shown: a form that was sent before finds the bill that it made then.</param>
    public Task<AddedBill> AddAsync(
        Guid id, string customerId, decimal amount, string description, Actor actor, CancellationToken cancellation = default) =>
        CrmTraces.WithinSpanAsync("add bill", async span =>
        {
            var bill = await SaveAsync(id, customerId, amount, description, actor, cancellation);
            span?.SetTag("crm.bill.outcome", bill.Outcome.ToString());
            return bill;
        });

    private async Task<AddedBill> SaveAsync(
        Guid id, string customerId, decimal amount, string description, Actor actor, CancellationToken cancellation)
    {
        var now = time.UtcNow;
        var bill = Bill.Add(id, customerId, amount, description, actor.Name, now);
        db.Add(bill);
        db.Add(AuditEntry.Of(actor, BillAdded.Of(bill), now));
        try
        {
            await db.SaveChangesAsync(cancellation);
            meters.BillAdded();
            return new AddedBill(id, customerId, amount, description, BillOutcome.Added);
        }
        catch (DbUpdateException e) when (e.Violates(BillMapping.CustomerForeignKey))
        {
            return new AddedBill(id, customerId, amount, description, BillOutcome.NoSuchCustomer);
        }
        catch (DbUpdateException e) when (e.Violates(BillMapping.PrimaryKey))
        {
            db.ChangeTracker.Clear();
            return await db.Bills.Where(b => b.Id == id)
                .Select(b => new AddedBill(b.Id, b.CustomerId, b.Amount, b.Description, BillOutcome.AddedBefore))
                .SingleAsync(cancellation);
        }
    }

    /// <summary>Null for an ID that no bill has.</summary>
    public Task<BillPanel?> FindAsync(Guid id, CancellationToken cancellation = default) =>
        db.Bills.AsNoTracking().Where(b => b.Id == id)
            .Select(b => new BillPanel(
                b.Id, b.CustomerId, b.Customer!.Name, b.Customer.Email, b.Amount, b.Description,
                b.CreatedAt, b.CreatedBy, b.VoidedAt, b.VoidedBy, b.VoidReason))
            .SingleOrDefaultAsync(cancellation);

    /// <summary>The newest bills of one customer, void ones too.</summary>
    public ValueTask<List<BillRow>> OfCustomerAsync(string customerId, int count, CancellationToken cancellation = default) =>
        OfCustomer(db, customerId, count).ToListAsync(cancellation);

    /// <returns>Whether it is void now by this call; false when it was already, or there is no such bill.</returns>
    public async Task<bool> VoidAsync(Guid id, string reason, Actor actor, CancellationToken cancellation = default)
    {
        var bill = await db.Bills.SingleOrDefaultAsync(b => b.Id == id, cancellation);
        if (bill is null or { VoidedAt: not null })
        {
            return false;
        }

        bill.Void(reason, actor.Name, time.UtcNow);
        db.Add(AuditEntry.Of(actor, BillVoided.Of(bill), bill.VoidedAt!.Value));
        try
        {
            await db.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }
}

public enum BillOutcome
{
    Added,

    /// <summary>The form was sent before; this is the bill that it made then.</summary>
    AddedBefore,
    NoSuchCustomer,
}

public sealed record AddedBill(Guid Id, string CustomerId, decimal Amount, string Description, BillOutcome Outcome);

/// <summary>All of one bill. The amount is in the exhibition's currency, times are in UTC.</summary>
public sealed record BillPanel(
    Guid Id, string CustomerId, string CustomerName, string CustomerEmail, decimal Amount, string Description,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? VoidedAt, string? VoidedBy, string? VoidReason);
