using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Staff;

/// <summary>What administrators do with accounts. A role counts from the person's next request on; who is deactivated is signed out by then.</summary>
public sealed class StaffService(CrmDbContext db, UserManager<StaffUser> users, ExhibitionTime time)
{
    /// <summary>Without a password: the person sets it by a link.</summary>
    public Task<IdentityResult> CreateAsync(string userName, string email, GivenRoles given, Actor actor) => db.AdministerAsync(async () =>
    {
        email = EmailAddress.Normalize(email);
        var user = new StaffUser { UserName = userName, Email = email, CreatedAt = time.UtcNow };
        var exhibitions = await StaffExhibition.ListAsync(db);
        var roles = given.Over(HeldRoles.None, exhibitions);
        Record(actor, new AccountCreated(userName, roles.Describe(exhibitions), email));
        Record(actor, roles.SinceAt(HeldRoles.None, userName, exhibitions));
        var result = await users.CreateAsync(user);
        return result.Succeeded ? await SetAsync(user, null, roles, exhibitions) : result;
    });

    public Task<IdentityResult> EditAsync(string userName, string email, GivenRoles given, Actor actor) => ChangeAsync(userName, async user =>
    {
        var single = await GetRoleAsync(user);
        var exhibitions = await StaffExhibition.ListAsync(db);
        var before = await ReadAsync(user, single);
        var roles = given.Over(before, exhibitions);
        var isAnother = !roles.AreThose(before);
        if (isAnother && await FindObstacleAsync(user, single, actor) is { } reason)
        {
            return IdentityResult.Failed(reason);
        }

        email = EmailAddress.Normalize(email);
        var result = IdentityResult.Success;
        if (email != user.Email)
        {
            Record(actor, new AccountEmailChanged(user.UserName!, new Change(user.Email!, email)));
            result = await users.SetEmailAsync(user, email);
        }

        if (result.Succeeded && isAnother)
        {
            Record(actor, roles.Since(before, user.UserName!, exhibitions));
            result = await SetAsync(user, single, roles, exhibitions);
        }

        return result;
    });

    public Task<IdentityResult> DeactivateAsync(string userName, Actor actor) => ChangeAsync(userName, async user =>
    {
        if (await FindObstacleAsync(user, await GetRoleAsync(user), actor) is { } reason)
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
        user.LockoutEnd = null;
        Record(actor, new AccountUnlocked(user.UserName!));
        return await users.UpdateAsync(user);
    });

    /// <summary>For who lost the phone and the recovery codes: the password alone signs in then.</summary>
    public Task<IdentityResult> ResetSecondFactorAsync(string userName, Actor actor) => ChangeAsync(userName, async user =>
    {
        if (user.UserName == actor.Name)
        {
            return IdentityResult.Failed(AccountErrors.OwnSecondFactor());
        }

        Record(actor, new TwoFactorDisabled(user.UserName!));
        return await SecondFactorService.RemoveAsync(db, users, user);
    });

    /// <summary>Where people can have a role, the newest exhibition first.</summary>
    public Task<IReadOnlyList<StaffExhibition>> ListExhibitionsAsync(CancellationToken cancellationToken = default) => StaffExhibition.ListAsync(db, cancellationToken);

    private Task<IdentityResult> ChangeAsync(string userName, Func<StaffUser, Task<IdentityResult>> change) => db.AdministerAsync(async () =>
        await users.FindByNameAsync(userName) is { } user ? await change(user) : IdentityResult.Failed(AccountErrors.Missing()));

    private async Task<string> GetRoleAsync(StaffUser user) => (await users.GetRolesAsync(user)).Single();

    private async Task<HeldRoles> ReadAsync(StaffUser user, string single) => single == Roles.Administrator
        ? new HeldRoles(true, new Dictionary<int, string>())
        : new HeldRoles(false, await db.ExhibitionRoles.AsNoTracking().Where(r => r.UserId == user.Id).ToDictionaryAsync(r => r.ExhibitionId, r => r.Role));

    /// <param name="before">The role that Identity knows; null for none yet.</param>
    private async Task<IdentityResult> SetAsync(StaffUser user, string? before, HeldRoles roles, IReadOnlyList<StaffExhibition> exhibitions)
    {
        var single = roles.Single(exhibitions);
        if (before is not null && before != single)
        {
            await users.RemoveFromRoleAsync(user, before);
        }

        var result = before == single ? IdentityResult.Success : await users.AddToRoleAsync(user, single);

        // After Identity's, of which the database makes one at the first exhibition, see the migration RolesOfExhibitions.
        await db.ExhibitionRoles.Where(r => r.UserId == user.Id).ExecuteDeleteAsync();
        db.AddRange(roles.At.Select(at => new ExhibitionRole { UserId = user.Id, ExhibitionId = at.Key, Role = at.Value }));
        await db.SaveChangesAsync();
        return result;
    }

    // Somebody must stay who can let others in. Who asks for this holds the lock of AdministerAsync.
    private async Task<IdentityError?> FindObstacleAsync(StaffUser user, string role, Actor actor)
    {
        if (user.UserName == actor.Name)
        {
            return AccountErrors.Self();
        }

        var isAdministrator = role == Roles.Administrator && user.IsActive;
        return isAdministrator && !await AccountList.Rows(db, db.Users.Where(u => u.Id != user.Id && u.DeactivatedAt == null)).AnyAsync(r => r.Role == Roles.Administrator)
            ? AccountErrors.LastAdministrator()
            : null;
    }

    private void Record(Actor actor, IEnumerable<AccountEvent> happened)
    {
        foreach (var one in happened)
        {
            Record(actor, one);
        }
    }

    private void Record(Actor actor, AccountEvent happened) => db.Add(AuditEntry.Of(actor, happened, time.UtcNow));
}
