using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;

namespace ExhibitionCrm.Web.Accounts;

internal static class CurrentPassword
{
    /// <summary>
    /// Null for the right one. Wrong ones count towards the lock-out: somebody at an unattended counter must not get
    /// more guesses than at the sign-in.
    /// </summary>
    public static async Task<IdentityError?> CheckCurrentPasswordAsync(this SignInManager<StaffUser> signIn, StaffUser user, string password)
    {
        var result = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        return result.Succeeded ? null
            : result.IsLockedOut ? AccountErrors.Locked()
            : signIn.UserManager.ErrorDescriber.PasswordMismatch();
    }
}
