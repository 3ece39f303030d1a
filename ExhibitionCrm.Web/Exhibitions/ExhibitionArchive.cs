using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>Makes exhibitions read-only, and brings them back.</summary>
public sealed class ExhibitionArchive(CrmDbContext db, ExhibitionCache cache, TimeProvider clock)
{
    private const int MostTries = 3;

    /// <summary>From then on the database refuses every change of customers, bills and mails of the exhibition. Writers wait for that moment.</summary>
    public Task<ArchiveOutcome> ArchiveAsync(int id, Actor actor, CancellationToken cancellationToken = default) =>
        MoveAsync(id, ExhibitionState.Archived, e => e.Archive(), e => new ExhibitionArchived(e.Id, e.Title), actor, cancellationToken);

    /// <summary>It is open then.</summary>
    public Task<ArchiveOutcome> ReopenAsync(int id, Actor actor, CancellationToken cancellationToken = default) =>
        MoveAsync(id, ExhibitionState.Open, e => e.Reopen(), e => new ExhibitionReopened(e.Id, e.Title), actor, cancellationToken);

    private async Task<ArchiveOutcome> MoveAsync(
        int id, ExhibitionState to, Action<Exhibition> move, Func<Exhibition, ExhibitionEvent> moved, Actor actor, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            db.ChangeTracker.Clear();
            if (await db.Exhibitions.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } exhibition)
            {
                return ArchiveOutcome.NotFound;
            }

            // Somebody else did, or a click before.
            if ((exhibition.State == ExhibitionState.Archived) == (to == ExhibitionState.Archived))
            {
                return ArchiveOutcome.Done;
            }

            move(exhibition);
            db.Add(AuditEntry.Of(actor, moved(exhibition), clock.GetUtcNow()));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                cache.Expire();
                return ArchiveOutcome.Done;
            }
            catch (DbUpdateConcurrencyException) when (tries < MostTries)
            {
                // Somebody edits it meanwhile, which changes nothing about this.
            }
            catch (DbUpdateException e) when (e.Violates(Exhibition.MailWaitsName))
            {
                db.ChangeTracker.Clear();
                return ArchiveOutcome.MailWaits;
            }
        }
    }
}

/// <summary>What came of archiving an exhibition, or of bringing it back.</summary>
public enum ArchiveOutcome
{
    Done,

    /// <summary>Mails to its customers are in the queue or being sent; nothing was changed.</summary>
    MailWaits,
    NotFound,
}
