using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Customers;

internal static class CustomersExtensions
{
    public static void AddCustomers(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(PhoneOptions.Read(settings));
        services.AddScoped<CustomerService>();
        services.AddScoped<CustomerList>();
        services.AddScoped<CustomerLookup>();
        services.AddScoped<DuplicateFinder>();
        services.AddSingleton<PhoneNumbers>();
        services.AddSingleton<CustomerSearch>();
        services.AddSingleton(CustomerMentions.Names);
        services.AddSingleton<EventWording, CustomerWording>();
    }
}
