using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace ExhibitionCrm.Web.Activity;

/// <summary>
/// Whom lists can be narrowed to: the user names of accounts that have a role at the exhibition or did something there, in
/// order. They are kept for a moment, in which a new account can be missing, for every view of a list asks for them.
/// </summary>
public sealed class UserNames(CrmDbContext db, IMemoryCache cache)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    /// <param name="chosen">Stands among them even if there is no such account any more; null without a choice.</param>
    public async Task<IReadOnlyList<string>> GetAsync(string? chosen, CancellationToken cancellationToken = default)
    {
        var key = (typeof(UserNames), db.ExhibitionId);
        if (!cache.TryGetValue(key, out IReadOnlyList<string>? names))
        {
            names = await ReadAsync(cancellationToken);
            cache.Set(key, names, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Moment });
        }

        return chosen is null || names!.Contains(chosen) ? names! : [.. names!, chosen];
    }

    // From one person to the next in the index of who did what. As a question about each account the database reads all
    // entries for it: of three millions and 500 accounts that took minutes, and this a millisecond.
    private async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken) => await db.Database.SqlQuery<string>($"""
        with recursive actors as (
          (select actor from audit_entries where exhibition_id = {db.ExhibitionId} order by actor limit 1)
          union all
          select (select e.actor from audit_entries e where e.exhibition_id = {db.ExhibitionId} and e.actor > a.actor order by e.actor limit 1)
          from actors a where a.actor is not null)
        select u.user_name as "Value" from users u
        where u.id in (select user_id from exhibition_roles where exhibition_id = {db.ExhibitionId})
          or u.id in (select m.user_id from user_roles m join roles r on r.id = m.role_id where r.name = {Roles.Administrator})
          or u.user_name in (select actor from actors where actor is not null)
        order by u.user_name
        """).ToListAsync(cancellationToken);
}
