using ExhibitionCrm.Web.Audit;

namespace ExhibitionCrm.Web.Customers;

internal static class CustomersExtensions
{
    public static void AddCustomers(this IServiceCollection services)
    {
        services.AddScoped<CustomerDesk>();
        services.AddScoped<CustomerList>();
        services.AddScoped<CustomerLookup>();
        services.AddSingleton<PhoneNumbers>();
        services.AddSingleton<CustomerMentions>();
        services.AddSingleton(CustomerMentions.Names);
        services.AddSingleton<EventWording, CustomerWording>();
    }
}
