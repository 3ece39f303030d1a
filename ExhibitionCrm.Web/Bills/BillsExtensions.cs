using ExhibitionCrm.Web.Audit;

namespace ExhibitionCrm.Web.Bills;

internal static class BillsExtensions
{
    public static void AddBills(this IServiceCollection services)
    {
        services.AddScoped<BillDesk>();
        services.AddScoped<BillList>();
        services.AddSingleton<EventWording, BillWording>();
    }
}
