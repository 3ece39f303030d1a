using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What administrators do with exhibitions.</summary>
public sealed class ExhibitionService(CrmDbContext db, ExhibitionCache cache, TimeProvider clock)
{
    /// <summary>What the edit form starts from; null for an ID that no exhibition has.</summary>
    public async Task<OpenedExhibition?> OpenAsync(int id, CancellationToken cancellationToken = default) =>
        await db.Exhibitions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is { } exhibition
            ? new OpenedExhibition(exhibition.Details, exhibition.Version, await HasBillsAsync(id, cancellationToken))
            : null;

    /// <param name="version">The one that the details were read with.</param>
    public async Task<EditExhibitionOutcome> EditAsync(
        int id, ExhibitionDetails details, int version, Actor actor, CancellationToken cancellationToken = default)
    {
        if (await db.Exhibitions.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } exhibition)
        {
            return new EditExhibitionOutcome.NotFound();
        }

        var before = exhibition.Details;
        if (before == details || exhibition.Version != version)
        {
            return Compare(before, exhibition.Version, details);
        }

        exhibition.Edit(details);
        db.Add(AuditEntry.Of(actor, ExhibitionChanged.Between(id, before, details), clock.GetUtcNow()));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            cache.Expire();
            return new EditExhibitionOutcome.Saved();
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await OpenAsync(id, cancellationToken) is { } current
                ? Compare(current.Details, current.Version, details)
                : new EditExhibitionOutcome.NotFound();
        }
        catch (DbUpdateException e) when (e.Violates(Exhibition.MeaningName))
        {
            db.ChangeTracker.Clear();
            return new EditExhibitionOutcome.FixedByBills(before.Terms.TimeZone, before.Terms.Currency);
        }
    }

    // What is saved as it should be, by whomever, is no conflict; nor is it where an answer of the database was lost.
    private EditExhibitionOutcome Compare(ExhibitionDetails saved, int version, ExhibitionDetails details)
    {
        cache.Expire();
        return saved == details ? new EditExhibitionOutcome.Saved() : new EditExhibitionOutcome.ChangedMeanwhile(saved, version);
    }

    // Void ones too: they stay visible, with their amounts and times. Bills are of a floor above, so they have no type here.
    private Task<bool> HasBillsAsync(int id, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<bool>($"""select exists (select from bills where exhibition_id = {id}) as "Value" """).SingleAsync(cancellationToken);
}

/// <param name="HasBills">Whether its currency and time zone stay what they are.</param>
public sealed record OpenedExhibition(ExhibitionDetails Details, int Version, bool HasBills);

/// <summary>What came of changing an exhibition's details.</summary>
public abstract record EditExhibitionOutcome
{
    private EditExhibitionOutcome()
    {
    }

    public sealed record Saved : EditExhibitionOutcome;

    /// <summary>Somebody else saved since the version was read, to these; nothing was saved.</summary>
    public sealed record ChangedMeanwhile(ExhibitionDetails Current, int Version) : EditExhibitionOutcome;

    /// <summary>There are bills, so that time zone and currency have to stay these; nothing was saved.</summary>
    public sealed record FixedByBills(string TimeZone, string Currency) : EditExhibitionOutcome;

    public sealed record NotFound : EditExhibitionOutcome;
}
