using System.Globalization;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What administrators do with exhibitions.</summary>
public sealed class ExhibitionService(CrmDbContext db, SearchIndexes indexes, ExhibitionCache cache, TimeProvider clock)
{
    /// <summary>What the form for a new one starts from.</summary>
    public static ExhibitionText Fresh { get; } = new()
    {
        TimeZone = ZoneName.Utc,
        ImplausibleFrom = ExhibitionTerms.UsualImplausible.ToString(CultureInfo.InvariantCulture),
        State = ExhibitionDetails.NameOf(ExhibitionState.Open),
    };

    /// <summary>What a copy takes over: neither what it is called nor when it is.</summary>
    public static ExhibitionText SettingsOf(ExhibitionDetails details) =>
        details.ToText() with { Name = null, Slug = null, StartsOn = null, EndsOn = null, State = Fresh.State };

    /// <summary>What the edit form starts from; null for an ID that no exhibition has.</summary>
    public async Task<OpenedExhibition?> OpenAsync(int id, CancellationToken cancellationToken = default) =>
        await db.Exhibitions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is { } exhibition
            ? new OpenedExhibition(exhibition.Title, exhibition.Details, exhibition.Version, await HasBillsAsync(id, cancellationToken))
            : null;

    /// <summary>Null where the exhibition to copy from is gone.</summary>
    public async Task<CopyPreview?> PreviewAsync(CopyOrder order, CancellationToken cancellationToken = default) =>
        await OpenAsync(order.From, cancellationToken) is { } source
            ? new CopyPreview(
                source.Title, order.Settings ? SettingsOf(source.Details) : null, order.Staff ? await StaffOf(order.From).CountAsync(cancellationToken) : null)
            : null;

    /// <param name="key">Of the form: one that was sent before, by a double click or after a lost answer, makes no second exhibition.</param>
    /// <param name="copy">Null for one that is made of nothing. Of another one that is gone nothing is copied.</param>
    public async Task<CreateExhibitionOutcome> CreateAsync(
        ExhibitionDetails details, Guid key, CopyOrder? copy, Actor actor, CancellationToken cancellationToken = default)
    {
        var outcome = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            // What a try that failed would have saved.
            db.ChangeTracker.Clear();
            if (await FindByKeyAsync(key, details, cancellationToken) is { } made)
            {
                return made;
            }

            try
            {
                return await SaveAsync(Exhibition.Create(details, key, clock.GetUtcNow()), copy, actor, cancellationToken);
            }
            catch (DbUpdateException e) when (e.Violates(Exhibition.SlugIndexName) || e.Violates(Exhibition.IdempotencyKeyIndexName))
            {
                // Of one form sent twice at once, either may be what is there already.
                db.ChangeTracker.Clear();
                return await FindByKeyAsync(key, details, cancellationToken) ?? new CreateExhibitionOutcome.SlugTaken();
            }
        });
        if (outcome is CreateExhibitionOutcome.Created)
        {
            await indexes.MakeAsync(CancellationToken.None);
        }

        return outcome;
    }

    private async Task<CreateExhibitionOutcome?> FindByKeyAsync(Guid key, ExhibitionDetails details, CancellationToken cancellationToken) =>
        await db.Exhibitions.AsNoTracking().SingleOrDefaultAsync(e => e.IdempotencyKey == key, cancellationToken) is not { } made ? null
            : made.Details == details ? new CreateExhibitionOutcome.Created(made.Id)
            : new CreateExhibitionOutcome.KeyUsedForAnother(made.Title);

    private async Task<CreateExhibitionOutcome> SaveAsync(Exhibition exhibition, CopyOrder? copy, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (copy is { Staff: true })
        {
            // Whoever is given a role meanwhile has it before or after this, never half.
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({AccountsLock.Key})", cancellationToken);
        }

        var from = copy is null ? null : await db.Exhibitions.AsNoTracking().SingleOrDefaultAsync(e => e.Id == copy.From, cancellationToken);
        db.Add(exhibition);
        await db.SaveChangesAsync(cancellationToken);

        // Its ID is the database's to give.
        var created = new ExhibitionCreated(exhibition.Id, exhibition.Title, exhibition.Slug);
        if (from is not null)
        {
            created = await CopyAsync(from, copy!, exhibition, actor, created, cancellationToken);
        }

        db.Add(AuditEntry.Of(actor, created, exhibition.CreatedAt));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Expire();
        return new CreateExhibitionOutcome.Created(exhibition.Id);
    }

    private async Task<ExhibitionCreated> CopyAsync(
        Exhibition from, CopyOrder copy, Exhibition to, Actor actor, ExhibitionCreated created, CancellationToken cancellationToken)
    {
        if (copy.Settings)
        {
            await CopyLogoAsync(from, to, actor, cancellationToken);
        }

        int? staff = copy.Staff ? await CopyStaffAsync(from.Id, to.Id, cancellationToken) : null;
        return created with { CopiedFromId = from.Id, CopiedFrom = from.Title, CopiedSettings = copy.Settings, CopiedStaff = staff };
    }

    // Whose account is deactivated is nobody's staff; roles come with no account that comes back.
    private IQueryable<ExhibitionRole> StaffOf(int id) => db.ExhibitionRoles.AsNoTracking()
        .Where(given => given.ExhibitionId == id && db.Users.Any(user => user.Id == given.UserId && user.DeactivatedAt == null));

    /// <returns>How many people.</returns>
    private async Task<int> CopyStaffAsync(int from, int to, CancellationToken cancellationToken)
    {
        var staff = await StaffOf(from).ToListAsync(cancellationToken);
        db.AddRange(staff.Select(given => new ExhibitionRole { UserId = given.UserId, ExhibitionId = to, Role = given.Role }));
        return staff.Count;
    }

    private Task<int> CopyLogoAsync(Exhibition from, Exhibition to, Actor actor, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        insert into exhibition_logos (exhibition_id, content_type, content, width, height, version, uploaded_at, uploaded_by)
        select {to.Id}, content_type, content, width, height, version, {to.CreatedAt}, {actor.Name} from exhibition_logos where exhibition_id = {from.Id}
        """,
        cancellationToken);

    /// <param name="version">The one that the details were read with.</param>
    public async Task<EditExhibitionOutcome> EditAsync(
        int id, ExhibitionDetails details, int version, Actor actor, CancellationToken cancellationToken = default)
    {
        if (await db.Exhibitions.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } exhibition)
        {
            return new EditExhibitionOutcome.NotFound();
        }

        if (exhibition.State == ExhibitionState.Archived)
        {
            return new EditExhibitionOutcome.Archived();
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
            return await OpenAsync(id, cancellationToken) is not { } current ? new EditExhibitionOutcome.NotFound()
                : current.IsArchived ? new EditExhibitionOutcome.Archived()
                : Compare(current.Details, current.Version, details);
        }
        catch (DbUpdateException e) when (e.Violates(Exhibition.SlugIndexName))
        {
            db.ChangeTracker.Clear();
            return new EditExhibitionOutcome.SlugTaken();
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
public sealed record OpenedExhibition(string Title, ExhibitionDetails Details, int Version, bool HasBills)
{
    public bool IsArchived => Details.State == ExhibitionState.Archived;
}

/// <summary>What came of creating an exhibition.</summary>
public abstract record CreateExhibitionOutcome
{
    private CreateExhibitionOutcome()
    {
    }

    /// <summary>By this form, now or before.</summary>
    public sealed record Created(int Id) : CreateExhibitionOutcome;

    /// <summary>Another exhibition has the short name, or had it; nothing was saved.</summary>
    public sealed record SlugTaken : CreateExhibitionOutcome;

    /// <summary>The form was sent before, and said something else then.</summary>
    public sealed record KeyUsedForAnother(string Title) : CreateExhibitionOutcome;
}

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

    /// <summary>Another exhibition has the short name, or had it; nothing was saved.</summary>
    public sealed record SlugTaken : EditExhibitionOutcome;

    /// <summary>It can be read, not changed.</summary>
    public sealed record Archived : EditExhibitionOutcome;

    public sealed record NotFound : EditExhibitionOutcome;
}
