using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exhibitions;

internal static class ExhibitionsExtensions
{
    public static void AddExhibitions(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(FirstExhibitionOptions.Read(settings));
        services.AddSingleton<ExhibitionCache>();
        services.AddScoped(s => new CurrentExhibition(s.GetRequiredService<ExhibitionCache>().Get));
        services.AddScoped<ExhibitionSwitch>();
        services.AddScoped<VisibleExhibitions>();
        services.AddScoped<FirstExhibition>();
        services.AddScoped<ExhibitionService>();
        services.AddScoped<ExhibitionArchive>();
        services.AddScoped<ExhibitionRemoval>();
        services.AddScoped<ExhibitionList>();
        services.AddScoped<LogoService>();
        services.AddSingleton(ExhibitionWording.Names);
        services.AddSingleton<EventWording, ExhibitionWording>();
    }

    /// <summary>After it is known who asks, and before their role there is: pages have the exhibition's settings as they are now.</summary>
    public static void UseExhibitions(this WebApplication app) => app.Use(ExhibitionAddress.ChooseAsync);
}
