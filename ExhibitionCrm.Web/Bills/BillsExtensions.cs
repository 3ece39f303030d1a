using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Bills;

internal static class BillsExtensions
{
    public static void AddBills(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(BillOptions.Read(settings));
        services.AddScoped<BillService>();
        services.AddScoped<BillList>();
        services.AddSingleton<EventWording, BillWording>();
    }
}
