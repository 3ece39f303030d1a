using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using Microsoft.AspNetCore.Authorization;

namespace ExhibitionCrm.Web.Exhibitions;

internal static class ExhibitionsExtensions
{
    public static void AddExhibitions(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(FirstExhibitionOptions.Read(settings));
        services.AddSingleton<ExhibitionCache>();
        services.AddScoped(s => new CurrentExhibition(s.GetRequiredService<ExhibitionCache>().Get));
        services.AddScoped<VisibleExhibitions>();
        services.AddScoped<FirstExhibition>();
        services.AddScoped<ExhibitionService>();
        services.AddSingleton(ExhibitionWording.Names);
        services.AddSingleton<EventWording, ExhibitionWording>();
    }

    /// <summary>After it is known who asks for what: pages have the exhibition's settings as they are now.</summary>
    public static void UseExhibitions(this WebApplication app) => app.Use(RefreshAsync);

    // Static files, health and what else answers without an account has nothing of the exhibition in it.
    private static async Task RefreshAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata is { } about && about.GetMetadata<IAuthorizeData>() is not null && about.GetMetadata<IAllowAnonymous>() is null)
        {
            await context.RequestServices.GetRequiredService<ExhibitionCache>().RefreshAsync(context.RequestAborted);
        }

        await next(context);
    }
}
