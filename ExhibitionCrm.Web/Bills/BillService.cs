using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Bills;

/// <summary>What the counter does with bills. The customer's count and total follow by a trigger in the same transaction.</summary>
public sealed class BillService(CrmDbContext db, CurrentExhibition exhibition, ExhibitionTime time, CrmMeters meters)
{
    public const string UndoReason = "Typed wrongly";

    private const int LatestCount = 5;

    private static readonly TimeSpan UndoWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LatestWithin = TimeSpan.FromHours(1);

    // With a bill, the currency stays what it is: in one statement, both are of the same moment.
    private const string Begin = $$"""
        select {{BillNumbers.Next}}(e.id) as number, currency, exists (select from bills where exhibition_id = e.id) as has_bills
        from exhibitions e where id = {0}
        """;

    private static readonly Func<CrmDbContext, string, int, IAsyncEnumerable<BillRow>> OfCustomer =
        EF.CompileAsyncQuery((CrmDbContext db, string customerId, int count) => db.Bills.TagWith(PreparedStatements.Mark)
            .Where(b => b.CustomerId == customerId).OrderByDescending(b => b.CreatedAt).Take(count)
            .Select(b => new BillRow(b.Id, b.Number, b.CustomerId, "", "", b.Amount, b.Description, b.CreatedAt, b.CreatedBy, b.VoidedAt)));

    // Both columns in one comparison leave one index to walk. Asked for one person's bills from the newest on, the database would
    // walk everybody's instead where it guesses that most are that person's, through an hour's of all where there are none.
    private static readonly Func<CrmDbContext, string, DateTimeOffset, DateTimeOffset, IAsyncEnumerable<BillRow>> LatestBy =
        EF.CompileAsyncQuery((CrmDbContext db, string name, DateTimeOffset since, DateTimeOffset until) => db.Bills.TagWith(PreparedStatements.Mark)
            .Where(b => EF.Functions.GreaterThanOrEqual(ValueTuple.Create(b.CreatedBy, b.CreatedAt), ValueTuple.Create(name, since))
                && EF.Functions.LessThanOrEqual(ValueTuple.Create(b.CreatedBy, b.CreatedAt), ValueTuple.Create(name, until)))
            .OrderByDescending(b => b.CreatedBy).ThenByDescending(b => b.CreatedAt).Take(LatestCount)
            .Select(b => new BillRow(b.Id, b.Number, b.CustomerId, b.Customer!.Name, "", b.Amount, b.Description, b.CreatedAt, b.CreatedBy, b.VoidedAt)));

    public Task<AddBillOutcome> AddAsync(NewBill bill, Actor actor, CancellationToken cancellationToken = default) =>
        CrmTraces.WithinSpanAsync("add bill", async span =>
        {
            AddBillOutcome outcome = bill.Amount.Currency != exhibition.Settings.Currency ? new AddBillOutcome.OtherCurrency()
                : DoubtAbout(bill.Amount) is { } doubt && !bill.IsConfirmed ? new AddBillOutcome.ToBeConfirmed(doubt)
                : await SaveAsync(bill, actor, cancellationToken);
            span?.SetTag("crm.bill.outcome", outcome.GetType().Name);
            return outcome;
        });

    private AmountDoubt? DoubtAbout(Amount amount) =>
        amount.Doubt ?? (amount.Value >= exhibition.Settings.ImplausibleFrom ? AmountDoubt.Large : null);

    // The number is drawn before: the entry says it, and goes to the database together with the bill. Another process may have
    // changed the currency within the seconds in which this one goes by the settings of before.
    private async Task<AddBillOutcome> SaveAsync(NewBill added, Actor actor, CancellationToken cancellationToken)
    {
        var begun = (await db.Database.SqlQueryRaw<Beginning>(Begin, db.ExhibitionId).TagWith(PreparedStatements.Mark).ToListAsync(cancellationToken)).Single();
        return begun.Currency != added.Amount.Currency.Code ? new AddBillOutcome.OtherCurrency()
            : begun.HasBills ? await SaveAsync(added, begun.Number, actor, cancellationToken)
            : await SaveFirstAsync(added, begun.Number, actor, cancellationToken);
    }

    // Whoever changes the currency locks bills out, and with this lock is locked out until the first one is saved.
    private Task<AddBillOutcome> SaveFirstAsync(NewBill added, int number, Actor actor, CancellationToken cancellationToken) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync<AddBillOutcome>(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync("lock table bills in row exclusive mode", cancellationToken);
            if (await db.Exhibitions.Where(e => e.Id == db.ExhibitionId).Select(e => e.Currency).SingleAsync(cancellationToken) != added.Amount.Currency.Code)
            {
                return new AddBillOutcome.OtherCurrency();
            }

            var outcome = await SaveAsync(added, number, actor, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return outcome;
        });

    private async Task<AddBillOutcome> SaveAsync(NewBill added, int number, Actor actor, CancellationToken cancellationToken)
    {
        var outcome = await TrySaveAsync(added, number, actor, cancellationToken);

        // Whoever was merged since the form was shown, or in this moment, is the survivor by now.
        return outcome is AddBillOutcome.NoSuchCustomer && await CustomerAliases.FindHereAsync(db, added.CustomerId, cancellationToken) is { } survivor
            ? await TrySaveAsync(added with { CustomerId = survivor }, number, actor, cancellationToken)
            : outcome;
    }

    private async Task<AddBillOutcome> TrySaveAsync(NewBill added, int number, Actor actor, CancellationToken cancellationToken)
    {
        var bill = Bill.Add(added.Key, added.CustomerId, added.Amount, added.Description, actor.Name, time.UtcNow);
        bill.TakeNumber(number);
        db.Add(bill);
        db.Add(AuditEntry.Of(actor, BillAdded.Of(bill), bill.CreatedAt));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            meters.BillAdded();
            return new AddBillOutcome.Added(bill.Id, bill.Number);
        }
        catch (DbUpdateException e) when (e.Violates(Bill.CustomerForeignKeyName))
        {
            db.ChangeTracker.Clear();
            return new AddBillOutcome.NoSuchCustomer();
        }
        catch (DbUpdateException e) when (e.Violates(Bill.PrimaryKeyName) || e.Violates(Bill.NumberIndexName))
        {
            // The number is there already when an attempt was saved whose answer was lost, and so is the key.
            db.ChangeTracker.Clear();
            var existing = await db.Bills.AsNoTracking().SingleOrDefaultAsync(b => b.Id == added.Key, cancellationToken);
            return existing is null ? new AddBillOutcome.KeyUsedElsewhere()
                : added.IsThatOf(existing) || (added with { CustomerId = await CustomerAliases.FindHereAsync(db, added.CustomerId, cancellationToken) ?? "" }).IsThatOf(existing)
                ? new AddBillOutcome.Replayed(existing.Id, existing.Number)
                : new AddBillOutcome.KeyUsedForAnother(existing.Number, existing.CustomerId, existing.Amount);
        }
    }

    /// <summary>Null for an ID that no bill has.</summary>
    public Task<BillDetails?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        db.Bills.AsNoTracking().Where(b => b.Id == id)
            .Select(b => new BillDetails(
                b.Id, b.Number, b.CustomerId, b.Customer!.Name, b.Customer.Email, b.Amount, b.Description,
                b.CreatedAt, b.CreatedBy, b.VoidedAt, b.VoidedBy, b.VoidReason))
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>The newest bills of one customer, void ones too.</summary>
    public ValueTask<List<BillRow>> GetForCustomerAsync(string customerId, int count, CancellationToken cancellationToken = default) =>
        OfCustomer(db, customerId, count).ToListAsync(cancellationToken);

    /// <summary>The last few that somebody added within the hour, newest first, void ones too.</summary>
    public ValueTask<List<BillRow>> GetLatestAsync(Actor by, CancellationToken cancellationToken = default) =>
        LatestBy(db, by.Name, time.UtcNow - LatestWithin, DateTimeOffset.MaxValue).ToListAsync(cancellationToken);

    /// <summary>Whether somebody may take back their own bill as typed wrongly, without a reason of their own.</summary>
    public bool MayUndo(DateTimeOffset createdAt, string createdBy, Actor actor) =>
        createdBy == actor.Name && time.UtcNow - createdAt < UndoWithin;

    /// <summary>Voids what was typed wrongly a moment ago.</summary>
    public Task<VoidOutcome> UndoAsync(Guid id, Actor actor, CancellationToken cancellationToken = default) =>
        VoidAsync(id, UndoReason, actor, bill => MayUndo(bill.CreatedAt, bill.CreatedBy, actor), cancellationToken);

    public Task<VoidOutcome> VoidAsync(Guid id, string reason, Actor actor, CancellationToken cancellationToken = default) =>
        VoidAsync(id, reason, actor, _ => true, cancellationToken);

    private async Task<VoidOutcome> VoidAsync(Guid id, string reason, Actor actor, Func<Bill, bool> mayBeVoided, CancellationToken cancellationToken)
    {
        if (await db.Bills.SingleOrDefaultAsync(b => b.Id == id, cancellationToken) is not { } bill)
        {
            return VoidOutcome.NoSuchBill;
        }

        if (bill.VoidedAt is not null)
        {
            return VoidOutcome.AlreadyVoid;
        }

        if (!mayBeVoided(bill))
        {
            return VoidOutcome.TooLateToUndo;
        }

        bill.Void(reason, actor.Name, time.UtcNow);
        db.Add(AuditEntry.Of(actor, BillVoided.Of(bill), bill.VoidedAt!.Value));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return VoidOutcome.Voided;
        }
        catch (DbUpdateConcurrencyException)
        {
            return VoidOutcome.AlreadyVoid;
        }
    }

    private sealed record Beginning(int Number, string Currency, bool HasBills);
}

/// <summary>All of one bill. The amount is in the exhibition's currency, times are in UTC.</summary>
public sealed record BillDetails(
    Guid Id, int Number, string CustomerId, string CustomerName, string CustomerEmail, decimal Amount, string Description,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? VoidedAt, string? VoidedBy, string? VoidReason);
