namespace ExhibitionCrm.Web.Staff;

internal static class StaffExtensions
{
    public static void AddStaff(this IServiceCollection services)
    {
        services.AddScoped<StaffService>();
        services.AddScoped<FirstAdministrator>();
    }
}
