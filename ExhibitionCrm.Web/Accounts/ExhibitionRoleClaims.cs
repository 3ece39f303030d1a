using System.Security.Claims;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Reads for a session what its person is at each exhibition.</summary>
internal sealed class ExhibitionRoleClaims(CrmDbContext db)
{
    public async Task<Claim> OfAsync(Guid userId) => ExhibitionRoles.ToClaim(
        await db.ExhibitionRoles.AsNoTracking().Where(r => r.UserId == userId).OrderBy(r => r.ExhibitionId).ToListAsync());
}
