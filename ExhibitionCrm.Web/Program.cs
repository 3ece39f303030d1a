using System.Globalization;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Badges;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Exports;
using ExhibitionCrm.Web.Home;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Shell;
using ExhibitionCrm.Web.Staff;

namespace ExhibitionCrm.Web;

/// <summary>The web program: its site and its commands.</summary>
public static class Program
{
    public static Task<int> Main(string[] args)
    {
        // Numbers and dates look the same whatever language the machine is set to.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return Commands.InvokeAsync(args);
    }

    /// <summary>Puts the site together. Settings given here win over the environment's; tests use that.</summary>
    /// <exception cref="InvalidSettingsException">The settings do not allow a start.</exception>
    public static WebApplication Build(string[] args, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(Program).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddInMemoryCollection(settings);

        builder.AddServiceDefaults();
        var environment = new SettingsReader(builder.Configuration);
        builder.AddCrmConfiguration(environment);
        builder.AddCrmDatabase(environment);
        builder.Services.AddActivity();
        builder.Services.AddExhibitions(environment);
        builder.Services.AddAccounts(environment);
        builder.Services.AddStaff(environment);
        builder.Services.AddCustomers();
        builder.Services.AddBadges();
        builder.Services.AddBills();
        builder.Services.AddMail(environment);
        builder.Services.AddExports();
        builder.Services.AddHomePage();
        builder.AddPages();
        environment.ThrowIfFaulty();

        var app = builder.Build();
        app.UsePages(ExhibitionAddress.TakeOffAsync);
        app.UseExhibitions();
        app.UsePolicies();
        app.UseAccounts();
        app.MapDefaultEndpoints();
        app.MapPages();
        app.MapExhibitions();
        app.MapBadges();
        app.MapExports();
        return app;
    }
}
