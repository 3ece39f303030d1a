using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Audit;

/// <summary>Reads what was done.</summary>
public sealed class AuditLog(CrmDbContext db)
{
    public const int PageSize = 100;

    private static readonly Func<CrmDbContext, AuditSubject, string, IAsyncEnumerable<AuditEntry>> History =
        EF.CompileAsyncQuery((CrmDbContext db, AuditSubject subject, string id) => db.AuditEntries.TagWith(PreparedStatements.Mark).AsNoTracking()
            .Where(e => e.Subject == subject && e.SubjectId == id)
            .OrderByDescending(e => e.Id).Take(PageSize));

    /// <summary>What was done to one thing, newest first, at most <see cref="PageSize"/>.</summary>
    public ValueTask<List<AuditEntry>> HistoryAsync(AuditSubject subject, string id, CancellationToken cancellation = default) =>
        History(db, subject, id).ToListAsync(cancellation);

    /// <summary>The newest of everything that was done to customers, bills and mails, for the home page.</summary>
    public Task<List<AuditEntry>> LatestAsync(int count, CancellationToken cancellation = default) =>
        db.AuditEntries.AsNoTracking().Where(e => e.Subject == AuditSubject.Customer || e.Subject == AuditSubject.Bill || e.Subject == AuditSubject.Mail)
            .OrderByDescending(e => e.Id).Take(count).ToListAsync(cancellation);

    /// <summary>Everything, newest first, <see cref="PageSize"/> at a time: those before the given entry.</summary>
    public Task<List<AuditEntry>> PageAsync(long? before, CancellationToken cancellation = default) =>
        db.AuditEntries.AsNoTracking().Where(e => before == null || e.Id < before)
            .OrderByDescending(e => e.Id).Take(PageSize).ToListAsync(cancellation);
}
