using System.Security.Claims;

namespace ExhibitionCrm.Web.Audit;

internal static class AuditExtensions
{
    public static void AddAudit(this IServiceCollection services) => services.AddScoped<AuditLog>();

    /// <summary>The person behind this request.</summary>
    public static Actor Actor(this HttpContext context) =>
        new(context.User.FindFirstValue(ClaimTypes.Name) ?? Audit.Actor.System.Name, context.Connection.RemoteIpAddress);
}
