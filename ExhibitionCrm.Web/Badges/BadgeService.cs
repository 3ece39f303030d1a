using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Badges;

/// <summary>Counts the badges that are printed: two people with one ID in the hall should be nobody's accident.</summary>
public sealed class BadgeService(CrmDbContext db, ExhibitionTime time)
{
    /// <param name="known">The last print that the person was told of; null for none.</param>
    public Task<PrintOutcome> PrintAsync(string customerId, long? known, Actor actor, CancellationToken cancellationToken = default) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync<PrintOutcome>(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            // One print of a customer's after the other: of two people at once, the second is told of the first.
            if (!await db.Customers.FromSql($"select * from customers where exhibition_id = {db.ExhibitionId} and id = {customerId} for no key update").AnyAsync(cancellationToken))
            {
                return new PrintOutcome.NoSuchCustomer();
            }

            if (await FindLastPrintAsync(customerId, cancellationToken) is { } print && print.Id != known)
            {
                return new PrintOutcome.PrintedBefore(print);
            }

            db.Add(AuditEntry.Of(actor, new BadgePrinted(customerId), time.UtcNow));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new PrintOutcome.Printed();
        });

    /// <summary>Null for a badge that was never printed.</summary>
    public Task<BadgePrint?> FindLastPrintAsync(string customerId, CancellationToken cancellationToken = default)
    {
        var (customer, kind) = (CustomerEvent.About(customerId), EventKinds.Of<BadgePrinted>());
        var prints = db.AuditEntries.Where(e => e.Subject == customer.Type && e.SubjectId == customer.Id && e.Kind == kind);
        return prints.OrderByDescending(e => e.Id).Select(e => new BadgePrint(e.Id, e.At, e.Actor)).FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>The last time that a badge was printed.</summary>
/// <param name="Id">Of the audit entry.</param>
/// <param name="At">In UTC.</param>
/// <param name="By">A user name.</param>
public sealed record BadgePrint(long Id, DateTimeOffset At, string By);

/// <summary>What became of a badge that was to be printed.</summary>
public abstract record PrintOutcome
{
    private PrintOutcome()
    {
    }

    /// <summary>Counted; the browser prints it.</summary>
    public sealed record Printed : PrintOutcome;

    /// <summary>To be asked about.</summary>
    public sealed record PrintedBefore(BadgePrint Last) : PrintOutcome;

    public sealed record NoSuchCustomer : PrintOutcome;
}
