using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Shell;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Activity;

/// <summary>Reads what happened, and has the features say it in words.</summary>
public sealed class AuditLog(CrmDbContext db, ExhibitionTime time, IEnumerable<EventWording> wordings, IEnumerable<SubjectNames> namings, Links links)
{
    public const int PageSize = 100;

    // Of one place, not of all that the context shows: then each half is a walk of an index, in its order.
    private static readonly Func<CrmDbContext, int, string, string, IAsyncEnumerable<AuditEntry>> History =
        EF.CompileAsyncQuery((CrmDbContext db, int place, string type, string id) => db.AuditEntries.TagWith(PreparedStatements.Mark).IgnoreQueryFilters().AsNoTracking()
            .Where(e => e.ExhibitionId == place && e.Subject == type && e.SubjectId == id).OrderByDescending(e => e.Id).Take(PageSize)
            .Concat(db.AuditEntries.AsNoTracking()
                .Where(e => e.ExhibitionId == place && e.Owner == type && e.OwnerId == id && !(e.Subject == type && e.SubjectId == id))
                .OrderByDescending(e => e.Id).Take(PageSize))
            .OrderByDescending(e => e.Id).Take(PageSize));

    /// <summary>
    /// What happened to one thing of the exhibition and to what belongs to it, newest first, at most <see cref="PageSize"/>.
    /// </summary>
    /// <param name="names">What the sentences name, which the page has read already.</param>
    public Task<IReadOnlyList<AuditRow>> GetHistoryAsync(
        AuditSubject subject, IReadOnlyDictionary<AuditSubject, string> names, CancellationToken cancellationToken = default) =>
        ReadHistoryAsync(db.ExhibitionId, subject, names, cancellationToken);

    /// <summary>As <see cref="GetHistoryAsync"/>, of something that belongs to no exhibition.</summary>
    public Task<IReadOnlyList<AuditRow>> GetHistoryOfInstallationAsync(AuditSubject subject, CancellationToken cancellationToken = default) =>
        ReadHistoryAsync(IMayBeOfExhibition.Installation, subject, new Dictionary<AuditSubject, string>(), cancellationToken);

    private async Task<IReadOnlyList<AuditRow>> ReadHistoryAsync(
        int place, AuditSubject subject, IReadOnlyDictionary<AuditSubject, string> names, CancellationToken cancellationToken) =>
        [.. (await History(db, place, subject.Type, subject.Id).ToListAsync(cancellationToken)).Select(entry => Row(entry, names))];

    /// <summary>The newest of what happened to things of these types, which belong to exhibitions.</summary>
    public async Task<IReadOnlyList<AuditRow>> GetLatestAsync(string[] types, int count, CancellationToken cancellationToken = default) =>
        await ReadRowsAsync(
            db.AuditEntries.Where(e => e.ExhibitionId == db.ExhibitionId && types.Contains(e.Subject)).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(count),
            cancellationToken);

    /// <summary>What the filter leaves, newest first, <see cref="PageSize"/> at a time: those before the given entry.</summary>
    public async Task<IReadOnlyList<AuditRow>> GetPageAsync(ActivityFilter filter, long? before, CancellationToken cancellationToken = default)
    {
        var entries = Filtered(filter);
        if (before is { } id && await db.AuditEntries.Where(e => e.Id == id).Select(e => (DateTimeOffset?)e.At).SingleOrDefaultAsync(cancellationToken) is { } at)
        {
            entries = entries.Where(e => EF.Functions.LessThan(ValueTuple.Create(e.At, e.Id), ValueTuple.Create(at, id)));
        }

        // Each a walk of an index, of which the newest are taken.
        return await ReadRowsAsync(
            Newest(Newest(entries.Where(e => e.ExhibitionId == db.ExhibitionId))
                .Concat(Newest(entries.Where(e => e.ExhibitionId == IMayBeOfExhibition.Installation)))),
            cancellationToken);
    }

    private static IQueryable<AuditEntry> Newest(IQueryable<AuditEntry> entries) => entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(PageSize);

    private IQueryable<AuditEntry> Filtered(ActivityFilter filter)
    {
        IQueryable<AuditEntry> entries = db.AuditEntries;
        if (filter.Person is { } person)
        {
            entries = entries.Where(e => e.Actor == person);
        }

        if (filter.Kind is { } kind)
        {
            entries = entries.Where(e => e.Kind == kind);
        }

        var (from, until) = filter.Date.Bounds(time);
        if (from is not null)
        {
            entries = entries.Where(e => e.At >= from);
        }

        return until is null ? entries : entries.Where(e => e.At < until);
    }

    private async Task<IReadOnlyList<AuditRow>> ReadRowsAsync(IQueryable<AuditEntry> query, CancellationToken cancellationToken)
    {
        var entries = await query.AsNoTracking().ToListAsync(cancellationToken);
        var names = await FindNamesAsync(entries, cancellationToken);
        return [.. entries.Select(entry => Row(entry, names))];
    }

    private async Task<Dictionary<AuditSubject, string>> FindNamesAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var ids = entries.Select(e => (Type: e.Subject, Id: e.SubjectId))
            .Concat(entries.Where(e => e.OwnerId is not null).Select(e => (Type: e.Owner!, Id: e.OwnerId!)))
            .Distinct().ToLookup(s => s.Type, s => s.Id);
        var names = new Dictionary<AuditSubject, string>();
        foreach (var naming in namings.Where(n => ids.Contains(n.Type)))
        {
            foreach (var (id, name) in await naming.FindAsync(db, [.. ids[naming.Type]], cancellationToken))
            {
                names[new AuditSubject(naming.Type, id)] = name;
            }
        }

        return names;
    }

    private AuditRow Row(AuditEntry entry, IReadOnlyDictionary<AuditSubject, string> names)
    {
        var mentions = new Mentions(entry.Actor, names, links);
        var words = wordings.Select(wording => wording.Of(entry.Event, mentions)).FirstOrDefault(said => said is not null)
            ?? OtherWording.Of(entry.Event, entry.Kind, mentions);
        return new AuditRow(entry.Id, entry.At, entry.Address, words);
    }
}
