using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>Deletes exhibitions in which no money was taken, as one that was made to try things out.</summary>
public sealed class ExhibitionRemoval(CrmDbContext db, ExhibitionCache cache, TimeProvider clock)
{
    /// <summary>How many customers one statement takes, so that each answers in time.</summary>
    private const int AtOnce = 5_000;

    /// <summary>Null for an ID that no exhibition has.</summary>
    public async Task<RemovableExhibition?> OpenAsync(int id, CancellationToken cancellationToken = default) =>
        await db.Exhibitions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is { } exhibition
            ? new RemovableExhibition(
                exhibition.Title,
                await db.Database.SqlQuery<long>($"""select count(*) as "Value" from customers where exhibition_id = {id}""").SingleAsync(cancellationToken),
                await FindObstacleAsync(exhibition, exhibition.Title, cancellationToken))
            : null;

    /// <summary>
    /// Deletes its customers, with their mails, and its batches. Their IDs are not given again, and what happened stays on
    /// record.
    /// </summary>
    /// <param name="typed">What it is called, typed to confirm.</param>
    public async Task<DeleteExhibitionOutcome> DeleteAsync(int id, string typed, Actor actor, CancellationToken cancellationToken = default)
    {
        try
        {
            var outcome = await db.Database.CreateExecutionStrategy().ExecuteAsync(() => DeleteWithinTransactionAsync(id, typed, actor, cancellationToken));
            cache.Expire();
            return outcome;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation)
        {
            // Added while it was being deleted.
            return DeleteExhibitionOutcome.HasBills;
        }
    }

    private async Task<DeleteExhibitionOutcome> DeleteWithinTransactionAsync(int id, string typed, Actor actor, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Of two who delete at once, the second sees what the first left. Whoever registers at another exhibition goes on,
        // at this one waits.
        await db.Database.ExecuteSqlAsync($"lock table exhibitions in share row exclusive mode", cancellationToken);
        await db.Database.ExecuteSqlAsync($"select from exhibitions where id = {id} for update", cancellationToken);
        if (await db.Exhibitions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } exhibition)
        {
            return DeleteExhibitionOutcome.NotFound;
        }

        if (await FindObstacleAsync(exhibition, typed, cancellationToken) is { } obstacle)
        {
            return obstacle;
        }

        var customers = await DeleteCustomersAsync(id, cancellationToken);

        // Mails to staff speak of no exhibition; they go on as another one's.
        await db.Database.ExecuteSqlAsync(
            $"update outbox_messages set exhibition_id = (select min(id) from exhibitions where id <> {id}) where exhibition_id = {id}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from mail_batches where exhibition_id = {id}", cancellationToken);
        await db.Exhibitions.Where(e => e.Id == id).ExecuteDeleteAsync(cancellationToken);
        db.Add(AuditEntry.Of(actor, new ExhibitionDeleted(id, exhibition.Title, exhibition.Slug, customers), clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return DeleteExhibitionOutcome.Deleted;
    }

    private async Task<DeleteExhibitionOutcome?> FindObstacleAsync(Exhibition exhibition, string typed, CancellationToken cancellationToken) =>
        !await db.Exhibitions.AnyAsync(e => e.Id != exhibition.Id, cancellationToken) ? DeleteExhibitionOutcome.IsTheLast
        : exhibition.State == ExhibitionState.Archived ? DeleteExhibitionOutcome.IsArchived
        : await db.Database.SqlQuery<bool>($"""select exists (select from bills where exhibition_id = {exhibition.Id}) as "Value" """).SingleAsync(cancellationToken)
            ? DeleteExhibitionOutcome.HasBills
        : typed != exhibition.Title ? DeleteExhibitionOutcome.IsNotConfirmed
        : null;

    // Their mails go with them. Customers are of a floor above, so they have no type here.
    private async Task<int> DeleteCustomersAsync(int id, CancellationToken cancellationToken)
    {
        for (var all = 0; ;)
        {
            var deleted = await db.Database.ExecuteSqlAsync(
                $"delete from customers where exhibition_id = {id} and id in (select id from customers where exhibition_id = {id} limit {AtOnce})", cancellationToken);
            if (deleted == 0)
            {
                return all;
            }

            all += deleted;
        }
    }
}

/// <param name="Title">To be typed to confirm: its name, or the short one while it has none.</param>
/// <param name="Customers">How many go with it.</param>
/// <param name="Obstacle">Why it cannot be deleted; null where it can.</param>
public sealed record RemovableExhibition(string Title, long Customers, DeleteExhibitionOutcome? Obstacle);

/// <summary>What came of deleting an exhibition. Nothing was changed but for the first.</summary>
public enum DeleteExhibitionOutcome
{
    Deleted,
    NotFound,

    /// <summary>What was typed is not what it is called.</summary>
    IsNotConfirmed,

    /// <summary>Void ones count: a bill is never deleted.</summary>
    HasBills,
    IsArchived,
    IsTheLast,
}
