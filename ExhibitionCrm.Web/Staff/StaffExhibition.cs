using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Staff;

/// <summary>An exhibition at which people can have a role.</summary>
/// <param name="Name">Its short name where it has no other.</param>
public sealed record StaffExhibition(int Id, string Name, bool IsArchived)
{
    /// <summary>All, the newest first.</summary>
    public static async Task<IReadOnlyList<StaffExhibition>> ListAsync(CrmDbContext db, CancellationToken cancellationToken = default) =>
        await db.Exhibitions.AsNoTracking().OrderByDescending(e => e.Id)
            .Select(e => new StaffExhibition(e.Id, e.Name ?? e.Slug, e.State == ExhibitionState.Archived)).ToListAsync(cancellationToken);
}
