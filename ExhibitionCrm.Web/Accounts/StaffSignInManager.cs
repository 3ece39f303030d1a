using System.Security.Claims;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>Signs in nobody who was deactivated, and keeps a session of whom it signs in, until they sign out.</summary>
internal sealed class StaffSignInManager(
    UserManager<StaffUser> users,
    IHttpContextAccessor context,
    IUserClaimsPrincipalFactory<StaffUser> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<StaffUser>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<StaffUser> confirmation,
    SessionService sessions,
    ExhibitionRoleClaims roles)
    : SignInManager<StaffUser>(users, context, claims, options, logger, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(StaffUser user) => user.IsActive && await base.CanSignInAsync(user);

    // A session that is refreshed brings its properties along.
    public override async Task SignInWithClaimsAsync(StaffUser user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        var properties = authenticationProperties ?? new AuthenticationProperties();
        if (properties.GetString(StaffSessionClaims.Type) is { } key)
        {
            await sessions.ContinueAsync(Guid.Parse(key), user);
        }
        else
        {
            var id = await sessions.BeginAsync(
                user, Context.User.SessionId(), Context.Connection.RemoteIpAddress, BrowserName.Describe(Context.Request.Headers.UserAgent));
            properties.SetString(StaffSessionClaims.Type, key = id.ToString());
        }

        Claim[] factor = user.TwoFactorEnabled ? [new(StaffSessionClaims.SecondFactor, "on")] : [];
        await base.SignInWithClaimsAsync(user, properties, [.. additionalClaims, .. factor, await roles.OfAsync(user.Id), new(StaffSessionClaims.Type, key)]);
    }

    /// <summary>Ends the session, so that no copy of its cookie is good for anything.</summary>
    public override async Task SignOutAsync()
    {
        if (Context.User.SessionId() is { } session)
        {
            await sessions.EndAsync(session);
        }

        await base.SignOutAsync();
    }
}
