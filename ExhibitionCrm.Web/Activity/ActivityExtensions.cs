using System.Security.Claims;

namespace ExhibitionCrm.Web.Activity;

internal static class ActivityExtensions
{
    public static void AddActivity(this IServiceCollection services)
    {
        services.AddScoped<AuditLog>();
        services.AddScoped<UserNames>();
    }

    /// <summary>The person behind this request.</summary>
    public static Actor Actor(this HttpContext context) =>
        new(context.User.FindFirstValue(ClaimTypes.Name) ?? Activity.Actor.System.Name, context.Connection.RemoteIpAddress);
}
