namespace ExhibitionCrm.Web.Home;

internal static class HomeExtensions
{
    public static void AddHomePage(this IServiceCollection services) => services.AddScoped<Dashboard>();
}
