using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Customers;

internal static class CustomersExtensions
{
    public static void AddCustomers(this IServiceCollection services)
    {
        services.AddScoped<CustomerService>();
        services.AddScoped<CustomerList>();
        services.AddScoped<CustomerLookup>();
        services.AddScoped<CustomersElsewhere>();
        services.AddScoped<DuplicateFinder>();
        services.AddScoped<DuplicatePairs>();
        services.AddScoped<MergeService>();
        services.AddScoped<PhoneNumbers>();
        services.AddScoped<CustomerSearch>();
        services.AddHostedService<MergeCleanup>();
        services.AddSingleton(CustomerMentions.Names);
        services.AddSingleton<EventWording, CustomerWording>();
    }
}
