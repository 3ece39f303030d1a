using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;

namespace ExhibitionCrm.Web.Accounts;

internal static class CurrentPassword
{
    /// <summary>
    /// Null for the right one. Wrong ones count as failures to sign in with this browser: somebody at an unattended counter
    /// must not get more guesses than at the sign-in.
    /// </summary>
    public static async Task<IdentityError?> CheckCurrentPasswordAsync(this SignInManager<StaffUser> signIn, StaffUser user, string password)
    {
        var context = signIn.Context;
        var (attempts, client) = (context.RequestServices.GetRequiredService<SignInAttempts>(), context.SignInClient());
        if (!await attempts.AllowAsync(user, client))
        {
            return AccountErrors.Locked();
        }

        if (await signIn.UserManager.CheckPasswordAsync(user, password))
        {
            return null;
        }

        await attempts.RecordFailureAsync(user, client, context.Actor(), new CurrentPasswordRefused(user.UserName!, client.DeviceOf(user.Id)));
        return signIn.UserManager.ErrorDescriber.PasswordMismatch();
    }
}
