using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ExhibitionCrm.Web.Shell;

/// <summary>
/// Guards forms of who is not signed in against forged requests, in place of the usual check, which refuses a form when
/// somebody signed in by another tab since it was shown.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SignedOutFormAttribute : IgnoreAntiforgeryTokenAttribute, IAsyncAuthorizationFilter
{
    /// <summary>The form does nothing for who is not signed in, and needs no token then.</summary>
    public bool IsHarmlessWhenSignedOut { get; init; }

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var isSignedIn = http.User.Identity?.IsAuthenticated == true;
        if (!(IsHarmlessWhenSignedOut && !isSignedIn) && !await IsValidAsync(http) && !(isSignedIn && await IsValidForNobodyAsync(http)))
        {
            context.Result = new AntiforgeryValidationFailedResult();
        }
    }

    private static async Task<bool> IsValidForNobodyAsync(HttpContext http)
    {
        var person = http.User;
        http.User = new ClaimsPrincipal(new ClaimsIdentity());
        var isValid = await IsValidAsync(http);
        http.User = person;
        return isValid;
    }

    private static async Task<bool> IsValidAsync(HttpContext http)
    {
        try
        {
            return await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            return false;
        }
    }
}
