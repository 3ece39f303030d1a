using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Badges;

internal static class BadgesExtensions
{
    public static void AddBadges(this IServiceCollection services)
    {
        services.AddScoped<BadgeService>();
        services.AddSingleton<EventWording, BadgeWording>();
    }
}
