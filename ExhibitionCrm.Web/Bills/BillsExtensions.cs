using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Bills;

internal static class BillsExtensions
{
    public static void AddBills(this IServiceCollection services)
    {
        services.AddScoped<BillService>();
        services.AddScoped<BillList>();
        services.AddScoped<EventWording, BillWording>();
    }
}
