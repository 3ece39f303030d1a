using System.Net;
using System.Security.Claims;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>The browsers in which people are signed in.</summary>
public sealed class SessionService(
    CrmDbContext db, IMemoryCache cache, StaffSessionOptions options, IOptions<SecurityStampValidatorOptions> checks, ExhibitionTime time)
{
    private static readonly string StampClaim = new ClaimsIdentityOptions().SecurityStampClaimType;
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What the person of a session that goes on is: nobody ended it, it is not too old nor was left alone too long, and its person is active and did
    /// not change the password since. Null for one that is over. What was looked up is believed for a moment, see <see cref="SecurityStampValidatorOptions.ValidationInterval"/>.
    /// </summary>
    public async Task<SessionRoles?> FindRolesAsync(ClaimsPrincipal person)
    {
        if (person.SessionId() is not { } id || person.FindFirstValue(StampClaim) is not { } stamp)
        {
            return null;
        }

        if (cache.TryGetValue(CacheKey(id), out Known? known) && known!.Stamp == stamp)
        {
            return known.Roles;
        }

        var found = await Open().Where(s => s.Id == id && s.SecurityStamp == stamp).TagWith(PreparedStatements.Mark)
            .Select(s => new
            {
                s.LastSeenAt,
                OfInstallation = db.UserRoles.Where(m => m.UserId == s.UserId).Join(db.Roles, m => m.RoleId, r => r.Id, (_, r) => r.Name).FirstOrDefault(),
                AtExhibitions = db.ExhibitionRoles.Where(r => r.UserId == s.UserId).OrderBy(r => r.ExhibitionId).ToList(),
            })
            .SingleOrDefaultAsync();
        if (found is null)
        {
            return null;
        }

        var roles = new SessionRoles(found.OfInstallation, ExhibitionRoles.ToClaim(found.AtExhibitions).Value);
        Remember(id, new Known(stamp, roles));
        await SeeAsync(id, found.LastSeenAt);
        return roles;
    }

    /// <summary>The person's open sessions, the one used last first.</summary>
    public Task<List<SessionRow>> ListAsync(string userName, CancellationToken cancellationToken = default) => Open()
        .Where(s => db.Users.Any(u => u.Id == s.UserId && u.UserName == userName))
        .OrderByDescending(s => s.LastSeenAt).ThenBy(s => s.Id)
        .Select(s => new SessionRow(s.Id, s.Browser, s.Address, s.CreatedAt, s.LastSeenAt))
        .ToListAsync(cancellationToken);

    /// <summary>The person signs out.</summary>
    public Task EndAsync(Guid id) => EndAsync(db.StaffSessions.Where(s => s.Id == id));

    /// <summary>Ends one of a person's sessions, from another browser.</summary>
    /// <returns>False when it was over already, or is somebody else's.</returns>
    public Task<bool> EndAsync(string userName, Guid id, Actor actor) => EndAsync(userName, s => s.Where(one => one.Id == id), actor);

    /// <summary>Ends all of a person's sessions but one.</summary>
    /// <param name="but">Null for none.</param>
    /// <returns>False when there was none.</returns>
    public Task<bool> EndAllAsync(string userName, Guid? but, Actor actor) => EndAsync(userName, s => s.Where(one => one.Id != but), actor);

    /// <summary>Begins a session in place of the one that the browser may have had.</summary>
    internal async Task<Guid> BeginAsync(StaffUser user, Guid? former, IPAddress? address, string browser)
    {
        if (former is { } id)
        {
            await EndAsync(id);
        }

        var session = StaffSession.Begin(user, address, browser, time.UtcNow);
        var oldest = session.CreatedAt - options.Lifetime;
        // Everybody's: they hold addresses, and some people never come back.
        await db.StaffSessions.Where(s => s.CreatedAt < oldest).ExecuteDeleteAsync();
        db.Add(session);
        await db.SaveChangesAsync();
        return session.Id;
    }

    /// <summary>The session in which the account was changed goes on, unlike all others.</summary>
    internal Task ContinueAsync(Guid id, StaffUser user) =>
        db.StaffSessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(one => one.SecurityStamp, user.SecurityStamp!));

    private IQueryable<StaffSession> Open()
    {
        var oldest = time.UtcNow - options.Lifetime;
        var idle = time.UtcNow - StaffSessionOptions.IdleLimit - SeenEvery;
        return db.StaffSessions.AsNoTracking().Where(s => s.EndedAt == null && s.CreatedAt > oldest && s.LastSeenAt > idle
            && db.Users.Any(u => u.Id == s.UserId && u.DeactivatedAt == null && u.SecurityStamp == s.SecurityStamp));
    }

    private async Task<bool> EndAsync(string userName, Func<IQueryable<StaffSession>, IQueryable<StaffSession>> which, Actor actor)
    {
        var open = Open().Where(s => db.Users.Any(u => u.Id == s.UserId && u.UserName == userName));
        if (await EndAsync(which(open)) == 0)
        {
            return false;
        }

        db.Add(AuditEntry.Of(actor, new SessionsEnded(userName), time.UtcNow));
        await db.SaveChangesAsync();
        return true;
    }

    private async Task<int> EndAsync(IQueryable<StaffSession> sessions)
    {
        var ids = await sessions.Where(s => s.EndedAt == null).Select(s => s.Id).ToListAsync();
        var now = time.UtcNow;
        await db.StaffSessions.Where(s => ids.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(one => one.EndedAt, now));
        ids.ForEach(id => cache.Remove(CacheKey(id)));
        return ids.Count;
    }

    private void Remember(Guid id, Known known)
    {
        if (checks.Value.ValidationInterval is { Ticks: > 0 } interval)
        {
            cache.Set(CacheKey(id), known, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = interval, Size = 1 });
        }
    }

    private async Task SeeAsync(Guid id, DateTimeOffset lastSeen)
    {
        var now = time.UtcNow;
        if (now - lastSeen < SeenEvery)
        {
            return;
        }

        try
        {
            await db.StaffSessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(one => one.LastSeenAt, now));
        }
        catch (Exception e) when (e.IsOutage())
        {
            // A full disk is no reason to keep anybody from reading.
        }
    }

    private static (Type, Guid) CacheKey(Guid id) => (typeof(StaffSession), id);

    /// <summary>A session that went on a moment ago.</summary>
    private sealed record Known(string Stamp, SessionRoles Roles);
}

/// <summary>A session as pages show it. Times are in UTC.</summary>
public sealed record SessionRow(Guid Id, string Browser, IPAddress? Address, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);
