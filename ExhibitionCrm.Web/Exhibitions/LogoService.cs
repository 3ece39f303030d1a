using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>Gives exhibitions their logos, and takes them away.</summary>
public sealed class LogoService(CrmDbContext db, ExhibitionCache cache, TimeProvider clock)
{
    /// <summary>Of a logo in mails: thousands of them are sent.</summary>
    public const int MaxMailedBytes = 64 * 1024;

    /// <summary>Null for an exhibition without one.</summary>
    public Task<ExhibitionLogo?> FindAsync(int exhibitionId, CancellationToken cancellationToken = default) =>
        db.ExhibitionLogos.AsNoTracking().SingleOrDefaultAsync(l => l.ExhibitionId == exhibitionId, cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, if it is small enough to be sent along with each mail.</summary>
    public Task<ExhibitionLogo?> FindSmallAsync(int exhibitionId, CancellationToken cancellationToken = default) =>
        db.ExhibitionLogos.AsNoTracking().SingleOrDefaultAsync(l => l.ExhibitionId == exhibitionId && l.Content.Length <= MaxMailedBytes, cancellationToken);

    /// <summary>Instead of the one that it has. The same picture again changes nothing.</summary>
    public Task<LogoOutcome> SetAsync(int exhibitionId, LogoImage image, Actor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(exhibitionId, actor, (logo, now) =>
        {
            if (logo?.Version == image.Version)
            {
                return null;
            }

            if (logo is null)
            {
                db.Add(ExhibitionLogo.Of(exhibitionId, image, actor.Name, now));
            }
            else
            {
                logo.Replace(image, actor.Name, now);
            }

            return exhibition => new ExhibitionLogoChanged(exhibitionId, exhibition.Title, image.Width, image.Height);
        }, cancellationToken);

    public Task<LogoOutcome> RemoveAsync(int exhibitionId, Actor actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(exhibitionId, actor, (logo, _) =>
        {
            if (logo is null)
            {
                return null;
            }

            db.Remove(logo);
            return exhibition => new ExhibitionLogoRemoved(exhibitionId, exhibition.Title);
        }, cancellationToken);

    /// <param name="change">Says what happened; null for nothing.</param>
    private Task<LogoOutcome> ChangeAsync(
        int exhibitionId, Actor actor, Func<ExhibitionLogo?, DateTimeOffset, Func<Exhibition, ExhibitionEvent>?> change, CancellationToken cancellationToken) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

            // One change after the other, and none while somebody archives it.
            var exhibition = await db.Exhibitions.FromSql($"select * from exhibitions where id = {exhibitionId} for no key update").AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            if (exhibition is null)
            {
                return LogoOutcome.NotFound;
            }

            if (exhibition.State == ExhibitionState.Archived)
            {
                return LogoOutcome.Archived;
            }

            var now = clock.GetUtcNow();
            if (change(await db.ExhibitionLogos.SingleOrDefaultAsync(l => l.ExhibitionId == exhibitionId, cancellationToken), now) is { } happened)
            {
                db.Add(AuditEntry.Of(actor, happened(exhibition), now));
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            cache.Expire();
            return LogoOutcome.Done;
        });
}

/// <summary>What came of changing a logo. Nothing was changed but for the first.</summary>
public enum LogoOutcome
{
    Done,

    /// <summary>The exhibition can be read, not changed.</summary>
    Archived,
    NotFound,
}
