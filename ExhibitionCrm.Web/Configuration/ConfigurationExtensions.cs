namespace ExhibitionCrm.Web.Configuration;

internal static class ConfigurationExtensions
{
    public static void AddCrmConfiguration(this WebApplicationBuilder builder, SettingsReader settings)
    {
        var options = CrmSettings.Read(settings);
        builder.Configuration["AllowedHosts"] = string.Join(';', options.AllowedHosts);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddScoped<ExhibitionTime>();
        builder.Services.AddScoped<Money>();
        builder.Services.AddSingleton<CrmMeters>();
    }
}
