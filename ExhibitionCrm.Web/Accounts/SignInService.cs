using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Signs people in and out, counts failures and keeps them on record.</summary>
public sealed class SignInService(CrmDbContext db, SignInManager<StaffUser> signIn, SessionService sessions, ExhibitionTime time)
{
    private UserManager<StaffUser> Users => signIn.UserManager;

    /// <summary>Takes the same time whether there is such an account, with a password, active and not locked, or not.</summary>
    public async Task<SignInResult> WithPasswordAsync(string name, string password, IPAddress? address)
    {
        if (await FindAsync(name) is not { } id)
        {
            SpendTheTime(password);
            return SignInResult.Failed;
        }

        return await db.WithAccountAsync(id, async user =>
        {
            var isOpen = user is { IsActive: true, PasswordHash: not null } && !await Users.IsLockedOutAsync(user);
            if (!isOpen)
            {
                SpendTheTime(password);
            }

            var result = isOpen
                ? await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true)
                : SignInResult.NotAllowed;
            return await RecordAsync(user, result, address);
        });
    }

    /// <summary>Whether the password was right and the second factor is awaited.</summary>
    public async Task<bool> AwaitsSecondFactorAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    /// <summary>The second step: a code of the authenticator app, or a recovery code, which then is used up.</summary>
    /// <returns>Null when the first step is too long ago, or never was.</returns>
    public async Task<SignInResult?> WithCodeAsync(string typed, IPAddress? address)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { Id: var id })
        {
            return null;
        }

        return await db.WithAccountAsync(id, async user =>
        {
            var result = await Users.IsLockedOutAsync(user) ? SignInResult.NotAllowed
                : TypedCode.Authenticator(typed) is { } code ? await signIn.TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false)
                : await WithRecoveryCodeAsync(user, TypedCode.Recovery(typed));
            return await RecordAsync(user, result, address);
        });
    }

    /// <summary>Ends the session, so that no copy of its cookie is good for anything.</summary>
    public async Task SignOutAsync(Guid session)
    {
        await sessions.EndAsync(session);
        await signIn.SignOutAsync();
    }

    /// <summary>Keeps the session of who changed their own account, which ends all others.</summary>
    public async Task RefreshAsync(Guid id) => await signIn.RefreshSignInAsync(await db.Users.SingleAsync(u => u.Id == id));

    private async Task<SignInResult> WithRecoveryCodeAsync(StaffUser user, string code)
    {
        var result = await signIn.TwoFactorRecoveryCodeSignInAsync(code);
        return result.Succeeded ? result : await CountFailureAsync(user);
    }

    private async Task<SignInResult> CountFailureAsync(StaffUser user)
    {
        await Users.AccessFailedAsync(user);
        return await Users.IsLockedOutAsync(user) ? SignInResult.LockedOut : SignInResult.Failed;
    }

    private async Task<SignInResult> RecordAsync(StaffUser user, SignInResult result, IPAddress? address)
    {
        var now = time.UtcNow;
        if (result.Succeeded)
        {
            user.LastSignInAt = now;
            Add(new Actor(user.UserName!, address), new SignedIn(user.UserName!));
        }
        else if (!result.RequiresTwoFactor)
        {
            Add(Actor.Anonymous(address), new SignInFailed(user.UserName!));
        }

        if (result.IsLockedOut)
        {
            Add(Actor.System, new AccountLocked(user.UserName!));
        }

        await db.SaveChangesAsync();
        return result;

        void Add(Actor actor, AccountEvent happened) => db.Add(AuditEntry.Of(actor, happened, now));
    }

    private async Task<Guid?> FindAsync(string name)
    {
        var (userName, email) = (Users.NormalizeName(name), Users.NormalizeEmail(name));
        return await db.Users.Where(u => u.NormalizedUserName == userName || u.NormalizedEmail == email)
            .OrderByDescending(u => u.NormalizedUserName == userName)
            .Select(u => (Guid?)u.Id).FirstOrDefaultAsync();
    }

    private void SpendTheTime(string password) => Users.PasswordHasher.HashPassword(new StaffUser(), password);
}
