using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>The cookie that names a person's session.</summary>
internal static class SessionCookie
{
    public static void Set(CookieAuthenticationOptions options)
    {
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.LoginPath = Links.SignIn;
        options.LogoutPath = Links.SignOut;
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = StaffSessionOptions.IdleLimit;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
        var lead = options.Events.OnRedirectToLogin;
        options.Events.OnRedirectToLogin = async context =>
        {
            // The way in is not of an exhibition.
            var request = context.Request;
            context.RedirectUri = Links.SignInFor(request.PathBase + request.Path + request.QueryString);

            // A script's form stays where it is: the framework answers it 401 instead of leading it away.
            if (request.Headers.XRequestedWith != "XMLHttpRequest")
            {
                await KeepFormAsync(context);
            }

            await lead(context);
        };
        options.Events.OnSignedIn = context =>
        {
            context.HttpContext.RequestServices.GetRequiredService<KnownDevices>().Remember(context.HttpContext, context.Principal!.Id());
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            LogDenial(context.HttpContext);
            return Task.CompletedTask;
        };
    }

    private static void LogDenial(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SessionCookie).FullName!)
            .LogWarning("{Endpoint} was denied to account {AccountId}", context.GetEndpoint()?.DisplayName, context.User.Id());

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (!AsksTheDatabase(context.HttpContext))
        {
            return;
        }

        var services = context.HttpContext.RequestServices;
        if (await services.GetRequiredService<SessionService>().FindRolesAsync(context.Principal!) is not { } roles)
        {
            context.RejectPrincipal();
        }
        else if (!roles.AreThoseOf(context.Principal!))
        {
            // Nobody has to sign in again for a role that is given in the middle of a day, nor keeps one that is taken.
            context.ReplacePrincipal(roles.GivenTo(context.Principal!));
            context.ShouldRenew = true;
        }
    }

    // Files, the health endpoints and error pages do without the database, which may be what failed.
    private static bool AsksTheDatabase(HttpContext context) =>
        !context.Request.Path.StartsWithSegments(ErrorModel.Path)
        && (context.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null || endpoint.Metadata.GetMetadata<ActionDescriptor>() is not null);

    /// <summary>A form whose session ended meanwhile is shown again, to who sent it, after the sign-in.</summary>
    private static async Task KeepFormAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (await context.HttpContext.RequestServices.GetRequiredService<UnsentForms>().KeepAsync(context.HttpContext) is { } address)
        {
            context.RedirectUri = Links.SignInFor(address);
        }
    }
}
