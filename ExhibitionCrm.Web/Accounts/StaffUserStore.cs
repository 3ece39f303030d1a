using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Identity's store, with the secrets of second factors as <see cref="SecondFactorSecrets"/> keeps them.</summary>
public sealed class StaffUserStore(CrmDbContext db, SecondFactorSecrets secrets, IdentityErrorDescriber errors)
    : UserStore<StaffUser, IdentityRole<Guid>, CrmDbContext, Guid>(db, errors)
{
    // As the base class names its own, for itself.
    private const string Provider = "[AspNetUserStore]";
    private const string AuthenticatorKey = "AuthenticatorKey";
    private const string RecoveryCodes = "RecoveryCodes";
    private const char Separator = ';';

    public override Task SetAuthenticatorKeyAsync(StaffUser user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, secrets.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(StaffUser user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { } stored ? secrets.Unprotect(stored) : null;

    public override Task ReplaceCodesAsync(StaffUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, SecondFactorSecrets.Hash(recoveryCodes), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(StaffUser user, string code, CancellationToken cancellationToken)
    {
        var stored = (await GetTokenAsync(user, Provider, RecoveryCodes, cancellationToken))?.Split(Separator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (SecondFactorSecrets.Find(stored, code) is not { } used)
        {
            return false;
        }

        await base.ReplaceCodesAsync(user, stored.Where(entry => entry != used), cancellationToken);
        return true;
    }

    /// <summary>Brings what the version before stored to the form of today. Does nothing the second time.</summary>
    internal static async Task ProtectAllAsync(CrmDbContext db, SecondFactorSecrets secrets)
    {
        var tokens = await db.UserTokens.Where(t => t.LoginProvider == Provider && t.Value != null).ToListAsync();
        foreach (var key in tokens.Where(t => t.Name == AuthenticatorKey && !SecondFactorSecrets.IsProtected(t.Value!)))
        {
            key.Value = secrets.Protect(key.Value!);
        }

        foreach (var codes in tokens.Where(t => t.Name == RecoveryCodes && !SecondFactorSecrets.IsHashed(t.Value!)))
        {
            codes.Value = string.Join(Separator, SecondFactorSecrets.Hash(codes.Value!.Split(Separator, StringSplitOptions.RemoveEmptyEntries)));
        }

        await db.SaveChangesAsync();
    }
}
