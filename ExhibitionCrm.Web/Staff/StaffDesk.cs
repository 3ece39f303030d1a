using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Staff;

/// <summary>What administrators do with accounts. Whose rights shrink is gone from every browser within a minute.</summary>
public sealed class StaffDesk(CrmDbContext db, UserManager<StaffUser> users, ExhibitionTime time)
{
    /// <summary>Those who may sign in first, by name.</summary>
    public async Task<List<StaffRow>> ListAsync(CancellationToken cancellation = default) =>
        [.. (await Rows(db.Users).ToListAsync(cancellation))
            .OrderByDescending(row => row.IsActive).ThenBy(row => row.UserName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Null for a name that nobody has.</summary>
    public Task<StaffRow?> FindAsync(string userName, CancellationToken cancellation = default)
    {
        var normalized = users.NormalizeName(userName);
        return Rows(db.Users.Where(u => u.NormalizedUserName == normalized)).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Without a password: the person sets it by a link.</summary>
    public Task<IdentityResult> CreateAsync(string userName, string email, string role, Actor actor) => db.AdministerAsync(async () =>
    {
        var user = new StaffUser { UserName = userName, Email = email, CreatedAt = time.UtcNow };
        Record(actor, new AccountCreated(userName, role, email));
        var result = await users.CreateAsync(user);
        return result.Succeeded ? await users.AddToRoleAsync(user, role) : result;
    });

    public Task<IdentityResult> EditAsync(string userName, string email, string role, Actor actor) => ChangeAsync(userName, async user =>
    {
        var before = await RoleAsync(user);
        if (role != before && await WhyNotAsync(user, before, actor) is { } reason)
        {
            return IdentityResult.Failed(reason);
        }

        var result = IdentityResult.Success;
        if (email != user.Email)
        {
            Record(actor, new AccountEmailChanged(user.UserName!, new Change(user.Email!, email)));
            result = await users.SetEmailAsync(user, email);
        }

        if (result.Succeeded && role != before)
        {
            Record(actor, new AccountRoleChanged(user.UserName!, new Change(before, role)));
            await users.RemoveFromRoleAsync(user, before);
            await users.AddToRoleAsync(user, role);
            result = await users.UpdateSecurityStampAsync(user);
        }

        return result;
    });

    public Task<IdentityResult> DeactivateAsync(string userName, Actor actor) => ChangeAsync(userName, async user =>
    {
        if (await WhyNotAsync(user, await RoleAsync(user), actor) is { } reason)
        {
            return IdentityResult.Failed(reason);
        }

        if (user.IsActive)
        {
            user.Deactivate(time.UtcNow);
            Record(actor, new AccountDeactivated(user.UserName!));
        }

        return await users.UpdateSecurityStampAsync(user);
    });

    public Task<IdentityResult> ReactivateAsync(string userName, Actor actor) => ChangeAsync(userName, async user =>
    {
        if (!user.IsActive)
        {
            user.Reactivate();
            Record(actor, new AccountReactivated(user.UserName!));
        }

        return await users.UpdateAsync(user);
    });

    public Task<IdentityResult> UnlockAsync(string userName, Actor actor) => ChangeAsync(userName, async user =>
    {
        user.AccessFailedCount = 0;
        Record(actor, new AccountUnlocked(user.UserName!));
        return await users.SetLockoutEndDateAsync(user, null);
    });

    /// <summary>For who lost the phone and the recovery codes: the password alone signs in then.</summary>
    public Task<IdentityResult> ResetSecondFactorAsync(string userName, Actor actor) => ChangeAsync(userName, async user =>
    {
        Record(actor, new TwoFactorDisabled(user.UserName!));
        return await SecondFactorDesk.TakeAwayAsync(db, users, user);
    });

    private Task<IdentityResult> ChangeAsync(string userName, Func<StaffUser, Task<IdentityResult>> change) => db.AdministerAsync(async () =>
        await users.FindByNameAsync(userName) is { } user ? await change(user) : IdentityResult.Failed(StaffErrors.Missing()));

    private async Task<string> RoleAsync(StaffUser user) => (await users.GetRolesAsync(user)).Single();

    // Somebody must stay who can let others in. Who asks for this holds the lock of AdministerAsync.
    private async Task<IdentityError?> WhyNotAsync(StaffUser user, string role, Actor actor)
    {
        if (user.UserName == actor.Name)
        {
            return StaffErrors.Self();
        }

        var isAdministrator = role == Roles.Administrator && user.IsActive;
        return isAdministrator && !await Rows(db.Users.Where(u => u.Id != user.Id && u.DeactivatedAt == null)).AnyAsync(r => r.Role == Roles.Administrator)
            ? StaffErrors.LastAdministrator()
            : null;
    }

    private void Record(Actor actor, AccountEvent happened) => db.Add(AuditEntry.Of(actor, happened, time.UtcNow));

    private IQueryable<StaffRow> Rows(IQueryable<StaffUser> of) =>
        from user in of.AsNoTracking()
        join membership in db.UserRoles on user.Id equals membership.UserId
        join role in db.Roles on membership.RoleId equals role.Id
        select new StaffRow
        {
            UserName = user.UserName!,
            Email = user.Email!,
            Role = role.Name!,
            IsActive = user.DeactivatedAt == null,
            HasPassword = user.PasswordHash != null,
            HasSecondFactor = user.TwoFactorEnabled,
            CreatedAt = user.CreatedAt,
            LastSignInAt = user.LastSignInAt,
            LockedUntil = user.LockoutEnd,
        };
}

/// <summary>An account as lists and pages show it. Times are in UTC.</summary>
public sealed record StaffRow
{
    public required string UserName { get; init; }

    public required string Email { get; init; }

    public required string Role { get; init; }

    public required bool IsActive { get; init; }

    /// <summary>False until an invited person has set one.</summary>
    public required bool HasPassword { get; init; }

    public required bool HasSecondFactor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? LastSignInAt { get; init; }

    public required DateTimeOffset? LockedUntil { get; init; }

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;
}
