using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using OtpNet;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// Checks codes of authenticator apps, in place of Identity's provider: with one step of skew each way, and each step once.
/// Who asks holds the account's row and saves it, see <see cref="AccountTransaction"/>.
/// </summary>
internal sealed class TotpProvider(ExhibitionTime time) : IUserTwoFactorTokenProvider<StaffUser>
{
    private static readonly VerificationWindow Skew = new(previous: 1, future: 1);

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<StaffUser> manager, StaffUser user) =>
        await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 } key
        && new Totp(Base32Encoding.ToBytes(key)).VerifyTotp(time.UtcNow.UtcDateTime, token, out var step, Skew)
        && user.TakeCodeStep(step);

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<StaffUser> manager, StaffUser user) =>
        await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 };

    /// <summary>The app makes them.</summary>
    public Task<string> GenerateAsync(string purpose, UserManager<StaffUser> manager, StaffUser user) => Task.FromResult("");
}
