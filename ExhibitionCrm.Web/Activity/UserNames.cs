using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace ExhibitionCrm.Web.Lists;

/// <summary>
/// Whom lists can be narrowed to: the user names of all accounts, in order. They are kept for a moment, in which a new
/// account can be missing, for every view of a list asks for them.
/// </summary>
public sealed class UserNames(CrmDbContext db, IMemoryCache cache)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    /// <param name="chosen">Stands among them even if there is no such account any more; null without a choice.</param>
    public async Task<IReadOnlyList<string>> GetAsync(string? chosen, CancellationToken cancellationToken = default)
    {
        if (!cache.TryGetValue(typeof(UserNames), out IReadOnlyList<string>? names))
        {
            names = await db.Users.Select(u => u.UserName!).Order().ToListAsync(cancellationToken);
            cache.Set(typeof(UserNames), names, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Moment });
        }

        return chosen is null || names!.Contains(chosen) ? names! : [.. names!, chosen];
    }
}
