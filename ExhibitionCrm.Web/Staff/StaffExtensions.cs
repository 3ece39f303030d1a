using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Staff;

internal static class StaffExtensions
{
    public static void AddStaff(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(FirstAdministratorOptions.Read(settings));
        services.AddScoped<StaffService>();
        services.AddScoped<FirstAdministrator>();
    }
}
