using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Audit;

/// <summary>Reads what happened, and has the features say it in words.</summary>
public sealed class AuditLog(CrmDbContext db, IEnumerable<EventWording> wordings, IEnumerable<SubjectNames> namings)
{
    public const int PageSize = 100;

    private static readonly Func<CrmDbContext, string, string, IAsyncEnumerable<AuditEntry>> History =
        EF.CompileAsyncQuery((CrmDbContext db, string type, string id) => db.AuditEntries.TagWith(PreparedStatements.Mark).AsNoTracking()
            .Where(e => e.Subject == type && e.SubjectId == id).OrderByDescending(e => e.Id).Take(PageSize)
            .Concat(db.AuditEntries.AsNoTracking()
                .Where(e => e.Owner == type && e.OwnerId == id).OrderByDescending(e => e.Id).Take(PageSize))
            .OrderByDescending(e => e.Id).Take(PageSize));

    /// <summary>What happened to one thing and to what belongs to it, newest first, at most <see cref="PageSize"/>.</summary>
    /// <param name="names">What the sentences name, which the page has read already.</param>
    public async Task<IReadOnlyList<AuditRow>> HistoryAsync(
        AuditSubject subject, IReadOnlyDictionary<AuditSubject, string> names, CancellationToken cancellation = default) =>
        [.. (await History(db, subject.Type, subject.Id).ToListAsync(cancellation)).Select(entry => Row(entry, names))];

    /// <summary>The newest of what happened to things of these types.</summary>
    public async Task<IReadOnlyList<AuditRow>> LatestAsync(string[] types, int count, CancellationToken cancellation = default) =>
        await RowsAsync(db.AuditEntries.Where(e => types.Contains(e.Subject)).OrderByDescending(e => e.Id).Take(count), cancellation);

    /// <summary>Everything, newest first, <see cref="PageSize"/> at a time: those before the given entry.</summary>
    public async Task<IReadOnlyList<AuditRow>> PageAsync(long? before, CancellationToken cancellation = default) =>
        await RowsAsync(
            db.AuditEntries.Where(e => before == null || e.Id < before).OrderByDescending(e => e.Id).Take(PageSize), cancellation);

    private async Task<IReadOnlyList<AuditRow>> RowsAsync(IQueryable<AuditEntry> query, CancellationToken cancellation)
    {
        var entries = await query.AsNoTracking().ToListAsync(cancellation);
        var names = await NamesAsync(entries, cancellation);
        return [.. entries.Select(entry => Row(entry, names))];
    }

    private async Task<Dictionary<AuditSubject, string>> NamesAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellation)
    {
        var ids = entries.Select(e => (Type: e.Subject, Id: e.SubjectId))
            .Concat(entries.Where(e => e.OwnerId is not null).Select(e => (Type: e.Owner!, Id: e.OwnerId!)))
            .Distinct().ToLookup(s => s.Type, s => s.Id);
        var names = new Dictionary<AuditSubject, string>();
        foreach (var naming in namings.Where(n => ids.Contains(n.Type)))
        {
            foreach (var (id, name) in await naming.FindAsync(db, [.. ids[naming.Type]], cancellation))
            {
                names[new AuditSubject(naming.Type, id)] = name;
            }
        }

        return names;
    }

    private AuditRow Row(AuditEntry entry, IReadOnlyDictionary<AuditSubject, string> names)
    {
        var mentions = new Mentions(entry.Actor, names);
        var words = wordings.Select(wording => wording.Of(entry.Event, mentions)).FirstOrDefault(said => said is not null)
            ?? OtherWording.Of(entry.Event, entry.Kind, mentions);
        return new AuditRow(entry.Id, entry.At, entry.Address, words);
    }
}
