using System.Security.Claims;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;

namespace ExhibitionCrm.Web.Accounts;

/// <param name="Roles">SECOND_FACTOR_ROLES: whose people sign in with a code as well. The others may.</param>
public sealed record SecondFactorOptions(IReadOnlyList<string> Roles)
{
    private const string Variable = "SECOND_FACTOR_ROLES";

    /// <summary>Whatever they are at the exhibition that they look at: one session opens all of theirs.</summary>
    public bool IsDemandedOf(ClaimsPrincipal person) => Roles.Any(role => ExhibitionRoles.HasAnywhere(person, role));

    internal static SecondFactorOptions Read(SettingsReader settings)
    {
        var roles = settings.List(Variable)
            .Select(typed => Security.Roles.All.FirstOrDefault(role => role.Equals(typed, StringComparison.OrdinalIgnoreCase)))
            .Distinct().ToList();
        if (roles.Contains(null))
        {
            settings.Fault(Variable, $"must be some of {string.Join(", ", Security.Roles.All)}, separated by commas");
        }

        return new([.. roles.OfType<string>()]);
    }
}

/// <summary>A page that those may see who have yet to set up the second factor that their role demands.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BeforeSecondFactorAttribute : Attribute;

/// <summary>Leads those whose role demands a second factor, and who have none, to where they set it up, and nowhere else.</summary>
internal sealed class SecondFactorDemand(RequestDelegate next, SecondFactorOptions options)
{
    // Services are made where they are needed: nearly every request goes on at once.
    public async Task InvokeAsync(HttpContext context)
    {
        if (!options.IsDemandedOf(context.User) || IsOpen(context.GetEndpoint()) || await HasFactorAsync(context))
        {
            await next(context);
            return;
        }

        var request = context.Request;
        var address = await context.RequestServices.GetRequiredService<UnsentForms>().KeepAsync(context) ?? (HttpMethods.IsGet(request.Method) ? request.PathBase + request.Path + request.QueryString : Links.Start);
        context.Response.Redirect(Links.SecondFactorFor(address));
    }

    private static bool IsOpen(Endpoint? endpoint) =>
        endpoint?.Metadata is not { } metadata
        || metadata.GetMetadata<IAllowAnonymous>() is not null || metadata.GetMetadata<BeforeSecondFactorAttribute>() is not null;

    // Sessions from before it was demanded do not say whether their person has one.
    private static async Task<bool> HasFactorAsync(HttpContext context) =>
        context.User.HasSecondFactor() || await context.RequestServices.GetRequiredService<SecondFactorService>().IsOnAsync(context.User.Id());
}
