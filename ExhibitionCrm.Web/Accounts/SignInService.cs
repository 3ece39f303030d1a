using System.Security.Claims;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Signs people in and out, and keeps on record what came of it.</summary>
public sealed class SignInService(
    CrmDbContext db, SignInManager<StaffUser> signIn, StaffUserManager users, SignInAttempts attempts, ExhibitionTime time, ILogger<SignInService> logger)
{
    /// <summary>A failure takes the same time whether there is such an account, with a password, active and not paused, or not.</summary>
    /// <exception cref="Forms.BusyException">Too many people sign in at once.</exception>
    public Task<SignInResult> WithPasswordAsync(string name, string password, SignInClient client) => EvenTime.RunAsync(
        async () =>
        {
            // Before the turn: while the database hangs, people wait for it side by side, not one after another.
            var found = await users.FindIdAsync(name);
            return await users.InTurnAsync(() => found is { } id
                ? db.WithAccountAsync(id, user => WithPasswordAsync(user, password, client))
                : WithoutAccountAsync(password, client));
        },
        result => result is { Succeeded: false, RequiresTwoFactor: false });

    /// <summary>Whether the password was right and the second factor is awaited.</summary>
    public async Task<bool> AwaitsSecondFactorAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    /// <summary>The second step: a code of the authenticator app, or a recovery code, which then is used up.</summary>
    /// <returns>Null when the first step is too long ago, or never was.</returns>
    public async Task<SignInResult?> WithCodeAsync(string typed, SignInClient client)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { Id: var id })
        {
            return null;
        }

        return await db.WithAccountAsync(id, async user =>
        {
            var code = TypedCode.Authenticator(typed);
            var result = !await attempts.AllowAsync(user, client) ? SignInResult.LockedOut
                : code is not null ? await signIn.TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false)
                : await signIn.TwoFactorRecoveryCodeSignInAsync(TypedCode.Recovery(typed));
            return await RecordAsync(user, result, client, code is not null ? "an authenticator code" : "a recovery code");
        });
    }

    public async Task SignOutAsync(ClaimsPrincipal person)
    {
        await signIn.SignOutAsync();
        logger.LogInformation("Account {AccountId} signed out", person.Id());
    }

    /// <summary>Keeps the session of who changed their own account, which ends all others.</summary>
    public async Task RefreshAsync(Guid id) => await signIn.RefreshSignInAsync(await db.Users.SingleAsync(u => u.Id == id));

    private async Task<SignInResult> WithPasswordAsync(StaffUser user, string password, SignInClient client)
    {
        var isAllowed = await attempts.AllowAsync(user, client);
        if (isAllowed && user is { IsActive: true, PasswordHash: not null })
        {
            return await RecordAsync(user, await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: false), client, "a password");
        }

        await SpendTheTimeAsync(password);
        return await RecordAsync(user, isAllowed ? SignInResult.NotAllowed : SignInResult.LockedOut, client, "a password");
    }

    private async Task<SignInResult> WithoutAccountAsync(string password, SignInClient client)
    {
        await SpendTheTimeAsync(password);

        // The name may be a password that was typed into the wrong field.
        logger.LogWarning("Sign-in with a name that no account has, from {Network}", SignInLimit.Network(client.Address));
        return SignInResult.Failed;
    }

    private async Task SpendTheTimeAsync(string password) => await users.CheckPasswordAsync(new StaffUser(), password);

    /// <param name="factor">What was shown, for the log.</param>
    private async Task<SignInResult> RecordAsync(StaffUser user, SignInResult result, SignInClient client, string factor)
    {
        var (stranger, device) = (Actor.Anonymous(client.Address), client.DeviceOf(user.Id));
        if (result.Succeeded)
        {
            user.LastSignInAt = time.UtcNow;
            Add(new Actor(user.UserName!, client.Address), new SignedIn(user.UserName!, device));
            logger.LogInformation("Account {AccountId} signed in with {Factor}", user.Id, factor);
        }
        else if (result.IsLockedOut)
        {
            Add(stranger, new SignInRefused(user.UserName!));
        }
        else if (result.RequiresTwoFactor)
        {
            // Somebody has the password, also if they never come up with a code.
            logger.LogInformation("The password of account {AccountId} was right, from {Network}; a code is awaited", user.Id, SignInLimit.Network(client.Address));
        }
        else
        {
            await attempts.RecordFailureAsync(user, client, stranger, new SignInFailed(user.UserName!, device));
        }

        await db.SaveChangesAsync();
        return result;

        void Add(Actor actor, AccountEvent happened) => db.Add(AuditEntry.Of(actor, happened, time.UtcNow));
    }
}
