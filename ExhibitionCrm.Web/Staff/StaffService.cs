using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Staff;

/// <summary>What administrators do with accounts. Whose rights shrink is gone from every browser at their next request.</summary>
public sealed class StaffService(CrmDbContext db, UserManager<StaffUser> users, ExhibitionTime time)
{
    /// <summary>Without a password: the person sets it by a link.</summary>
    public Task<IdentityResult> CreateAsync(string userName, string email, string role, Actor actor) => db.AdministerAsync(async () =>
    {
        email = EmailAddress.Normalize(email);
        var user = new StaffUser { UserName = userName, Email = email, CreatedAt = time.UtcNow };
        Record(actor, new AccountCreated(userName, role, email));
        var result = await users.CreateAsync(user);
        return result.Succeeded ? await users.AddToRoleAsync(user, role) : result;
    });

    public Task<IdentityResult> EditAsync(string userName, string email, string role, Actor actor) => ChangeAsync(userName, async user =>
    {
        var before = await GetRoleAsync(user);
        if (role != before && await FindObstacleAsync(user, before, actor) is { } reason)
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

    private Task<IdentityResult> ChangeAsync(string userName, Func<StaffUser, Task<IdentityResult>> change) => db.AdministerAsync(async () =>
        await users.FindByNameAsync(userName) is { } user ? await change(user) : IdentityResult.Failed(AccountErrors.Missing()));

    private async Task<string> GetRoleAsync(StaffUser user) => (await users.GetRolesAsync(user)).Single();

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

    private void Record(Actor actor, AccountEvent happened) => db.Add(AuditEntry.Of(actor, happened, time.UtcNow));
}
