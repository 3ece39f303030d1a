using System.Security.Claims;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;

namespace ExhibitionCrm.Web.Shell;

/// <summary>
/// Makes somebody's role the one that they have at the exhibition that the request is about, before anybody asks for it.
/// Who has none there finds nothing of it. Asks no database: a person's session says what their roles are.
/// </summary>
internal sealed class RoleHere(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.User.Identity is not ClaimsIdentity { IsAuthenticated: true } person)
        {
            return next(context);
        }

        // An error page stands in for what was asked for, perhaps without a database: what was found out stays.
        if (context.Features.Get<Found>() is not { } found)
        {
            if (!AsksForARole(context.GetEndpoint()))
            {
                return next(context);
            }

            var exhibition = context.RequestServices.GetRequiredService<CurrentExhibition>().Settings;
            context.Features.Set(found = new Found(ExhibitionRoles.RoleAt(context.User, exhibition.Id), exhibition.State == ExhibitionState.Archived));
        }

        // Of who has no role here, their own account is left, and nothing offers to write.
        if (found.Role != Roles.Administrator || found.IsArchived)
        {
            context.User = As(person, found.Role ?? Roles.Viewer, found.IsArchived);
        }

        if (found.Role is null && AsksForARole(context.GetEndpoint()) && IsOfAnExhibition(context.GetEndpoint()))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        // A form that was open before is refused by the database, so that what was typed comes back with the reason.
        if (found.IsArchived && HttpMethods.IsGet(context.Request.Method) && Writes(context.GetEndpoint()))
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static bool Writes(Endpoint? endpoint) =>
        endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(asked => asked.Policy is Policies.Write or Policies.ResendToMany) == true;

    private static bool AsksForARole(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>Whether who has no role at the exhibition finds nothing there. An address that nothing answers is of it as well.</summary>
    internal static bool IsOfAnExhibition(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<OfInstallation>() is null;

    /// <summary>The session keeps the role that it has: it is renewed from what it was.</summary>
    private static ClaimsPrincipal As(ClaimsIdentity person, string role, bool isReading)
    {
        var here = person.Clone();
        foreach (var other in here.FindAll(here.RoleClaimType).ToList())
        {
            here.RemoveClaim(other);
        }

        here.AddClaim(new Claim(here.RoleClaimType, role));
        if (isReading)
        {
            here.AddClaim(new Claim(Policies.ReadsOnly, "archived"));
        }

        return new ClaimsPrincipal(here);
    }

    /// <param name="Role">Null for who has none.</param>
    private sealed record Found(string? Role, bool IsArchived);
}
