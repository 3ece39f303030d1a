using System.Security.Claims;
using System.Text.Encodings.Web;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Sets up and takes away a person's own second factor. Other sessions end; the one that asks for it stays.</summary>
public sealed class SecondFactorService(CrmDbContext db, SignInManager<StaffUser> signIn, StaffUserManager users, ExhibitionTime time)
{
    private const int RecoveryCodes = 10;
    private const string Issuer = "Exhibition CRM";

    public async Task<SecondFactor> GetAsync(ClaimsPrincipal person)
    {
        var user = (await users.GetUserAsync(person))!;
        return user.TwoFactorEnabled
            ? new SecondFactor(true, await users.CountRecoveryCodesAsync(user), null, null)
            : await users.GetAuthenticatorKeyAsync(user) is { Length: > 0 } key
                ? new SecondFactor(false, 0, key, Address(user, key))
                : new SecondFactor(false, 0, null, null);
    }

    public Task<bool> IsOnAsync(Guid userId) => db.Users.AnyAsync(u => u.Id == userId && u.TwoFactorEnabled);

    /// <summary>Draws a new key, which counts once a code made with it has been seen.</summary>
    public Task BeginAsync(Guid userId) => db.WithAccountAsync(userId, async user =>
    {
        if (!user.TwoFactorEnabled)
        {
            await users.ResetAuthenticatorKeyAsync(user);
            await signIn.RefreshSignInAsync(user);
        }

        return user;
    });

    /// <returns>The recovery codes, which are shown this once; or that the password or the code is wrong.</returns>
    public Task<(IReadOnlyList<string>? Codes, IdentityResult Result)> ConfirmAsync(Guid userId, string password, string typed, Actor actor) =>
        WithPasswordAsync(userId, password, async user =>
        {
            if (user.TwoFactorEnabled || TypedCode.Authenticator(typed) is not { } code ||
                !await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, code))
            {
                return (null, IdentityResult.Failed(AccountErrors.WrongCode()));
            }

            Record(actor, new TwoFactorEnabled(user.UserName!));
            await users.SetTwoFactorEnabledAsync(user, true);
            return (await DrawCodesAsync(user), IdentityResult.Success);
        });

    /// <returns>New codes, which replace the old ones; or why not.</returns>
    public Task<(IReadOnlyList<string>? Codes, IdentityResult Result)> RenewCodesAsync(Guid userId, string password, Actor actor) =>
        WithPasswordAsync(userId, password, async user =>
        {
            Record(actor, new RecoveryCodesRenewed(user.UserName!));
            return (await DrawCodesAsync(user), IdentityResult.Success);
        });

    public async Task<IdentityResult> DisableAsync(Guid userId, string password, Actor actor)
    {
        var (_, result) = await WithPasswordAsync(userId, password, async user =>
        {
            Record(actor, new TwoFactorDisabled(user.UserName!));
            var removed = await RemoveAsync(db, users, user);
            await signIn.RefreshSignInAsync(user);
            return (null, removed);
        });
        return result;
    }

    /// <summary>With the key and the recovery codes. Ends the person's sessions.</summary>
    internal static async Task<IdentityResult> RemoveAsync(CrmDbContext db, UserManager<StaffUser> users, StaffUser user)
    {
        await db.UserTokens.Where(t => t.UserId == user.Id).ExecuteDeleteAsync();
        return await users.SetTwoFactorEnabledAsync(user, false);
    }

    // The password comes first: a code is used up by looking at it.
    private Task<(IReadOnlyList<string>? Codes, IdentityResult Result)> WithPasswordAsync(
        Guid userId, string password, Func<StaffUser, Task<(IReadOnlyList<string>?, IdentityResult)>> work) =>
        users.InTurnAsync(() => db.WithAccountAsync(userId, async user =>
            await signIn.CheckCurrentPasswordAsync(user, password) is { } fault ? (null, IdentityResult.Failed(fault)) : await work(user)));

    private async Task<IReadOnlyList<string>> DrawCodesAsync(StaffUser user)
    {
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
        await signIn.RefreshSignInAsync(user);
        return [.. codes!];
    }

    private void Record(Actor actor, AccountEvent happened) => db.Add(AuditEntry.Of(actor, happened, time.UtcNow));

    private static string Address(StaffUser user, string key)
    {
        var (issuer, name) = (UrlEncoder.Default.Encode(Issuer), UrlEncoder.Default.Encode(user.UserName!));
        return $"otpauth://totp/{issuer}:{name}?secret={key}&issuer={issuer}&digits=6";
    }
}

/// <summary>Where a person's second factor stands.</summary>
/// <param name="Key">Of a set-up that was begun and not confirmed.</param>
/// <param name="Address">The same for authenticator apps, as their QR codes hold it.</param>
public sealed record SecondFactor(bool IsOn, int RecoveryCodesLeft, string? Key, string? Address);
