namespace ExhibitionCrm.Web.Configuration;

internal static class ConfigurationExtensions
{
    public static CrmOptions AddCrmConfiguration(this WebApplicationBuilder builder)
    {
        var options = CrmSettings.Read(builder.Configuration);
        builder.Configuration["AllowedHosts"] = string.Join(';', options.AllowedHosts);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Mail);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ExhibitionTime>();
        builder.Services.AddSingleton<Money>();
        builder.Services.AddSingleton<CrmMeters>();
        return options;
    }
}
