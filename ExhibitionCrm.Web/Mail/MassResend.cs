using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends the welcome mail again to many customers, as one action that can be called back while mails wait.</summary>
public sealed class MassResend(CrmDbContext db, MailService mails, ExhibitionTime time)
{
    /// <summary>How many customers one transaction takes, so that a bill of one of them waits for a moment only.</summary>
    private const int AtOnce = 1_000;

    private const int BatchesShown = 5;

    public async Task<ResendCounts> CountAsync(IQueryable<Customer> chosen, CancellationToken cancellationToken = default) =>
        await chosen.Select(c => new
        {
            HasAddress = c.Email != "",
            IsWaiting = db.OutboxMessages.Any(m => m.CustomerId == c.Id && (m.State == OutboxState.Queued || m.State == OutboxState.Sending)),
            IsSent = db.OutboxMessages.Any(m => m.CustomerId == c.Id && m.State == OutboxState.Sent),
        })
        .GroupBy(_ => 1)
        .Select(g => new ResendCounts(
            g.Count(c => c.HasAddress && !c.IsWaiting && !c.IsSent), g.Count(c => c.HasAddress && !c.IsWaiting && c.IsSent),
            g.Count(c => c.HasAddress && c.IsWaiting), g.Count(c => !c.HasAddress)))
        .SingleOrDefaultAsync(cancellationToken) ?? new ResendCounts(0, 0, 0, 0);

    /// <summary>
    /// Puts the mails into the queue. Called again with the same key, by a double click or after a kill, it does what is
    /// left; nobody gets two.
    /// </summary>
    /// <param name="planned">How many it will be, as the person was told.</param>
    /// <param name="withSent">Whether those who have the mail get it once more.</param>
    /// <param name="description">Of the choice, for its event.</param>
    public async Task SendAsync(
        Guid key, IQueryable<Customer> chosen, int planned, bool withSent, ChosenCustomers description, Actor actor)
    {
        await BeginAsync(MailBatch.Begin(key, planned, actor.Name, time.UtcNow), withSent, description, actor);
        for (var last = ""; ;)
        {
            // By ID, which resending does not change: who is chosen may change, as by a filter for a state.
            var ids = await chosen.Where(c => c.Id.CompareTo(last) > 0).OrderBy(c => c.Id).Select(c => c.Id).Take(AtOnce).ToArrayAsync();
            if (ids.Length == 0)
            {
                return;
            }

            await mails.ResendAsync(ids, new BatchOrder(key, withSent), actor);
            last = ids[^1];
        }
    }

    /// <summary>Null for an ID that no batch has.</summary>
    public async Task<MailBatchDetails?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        await db.MailBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) is { } batch
            ? new MailBatchDetails(batch, await db.OutboxMessages.Where(m => m.BatchId == id).GroupBy(m => m.State)
                .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken))
            : null;

    /// <summary>The newest batches of which mails still wait.</summary>
    public Task<List<MailBatch>> GetWaitingAsync(CancellationToken cancellationToken = default) =>
        db.MailBatches.AsNoTracking().Where(b => b.CancelledAt == null && db.OutboxMessages.Any(m => m.BatchId == b.Id && m.State == OutboxState.Queued))
            .OrderByDescending(b => b.CreatedAt).Take(BatchesShown).ToListAsync(cancellationToken);

    /// <summary>Takes what still waits out of the queue. What is being sent is sent.</summary>
    /// <returns>How many mails will not be sent.</returns>
    public async Task<int> CancelAsync(Guid id, Actor actor)
    {
        var batch = await db.MailBatches.SingleAsync(b => b.Id == id);
        if (batch.CancelledAt is null)
        {
            await CancelAsync(batch, actor);
        }

        var cancelled = 0;
        for (var last = ""; ;)
        {
            var ids = await db.OutboxMessages.Where(m => m.BatchId == id && m.State == OutboxState.Queued && m.CustomerId!.CompareTo(last) > 0)
                .OrderBy(m => m.CustomerId).Select(m => m.CustomerId!).Take(AtOnce).ToArrayAsync();
            if (ids.Length == 0)
            {
                return cancelled;
            }

            cancelled += await mails.CancelAsync(ids, id);
            last = ids[^1];
        }
    }

    private async Task CancelAsync(MailBatch batch, Actor actor)
    {
        batch.Cancel(time.UtcNow);
        db.Add(AuditEntry.Of(actor, new MailBatchCancelled(batch.Id, batch.Chosen), time.UtcNow));
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else cancelled it at the same time.
            db.ChangeTracker.Clear();
        }
    }

    private async Task BeginAsync(MailBatch batch, bool withSent, ChosenCustomers description, Actor actor)
    {
        db.Add(batch);
        db.Add(AuditEntry.Of(actor, new MailBatchQueued(batch.Id, batch.Chosen, description, withSent), batch.CreatedAt));
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException e) when (e.Violates(MailBatch.PrimaryKeyName))
        {
            db.ChangeTracker.Clear();
        }
    }
}

/// <summary>That mails are resent as part of a batch.</summary>
/// <param name="WithSent">Whether those who have the mail get it once more.</param>
public sealed record BatchOrder(Guid BatchId, bool WithSent);
