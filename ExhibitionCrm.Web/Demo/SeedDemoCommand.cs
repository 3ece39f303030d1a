using System.CommandLine;
using System.Globalization;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Demo;

/// <summary>Makes a fair to look at, for development: the verb <c>seed-demo</c>.</summary>
internal static class SeedDemoCommand
{
    private const int DefaultCustomers = 200;
    private const int MostCustomers = 100_000;

    public static Command Create()
    {
        var customers = new Option<int>("--customers")
        {
            Description = $"Number of customers, from 1 to {MostCustomers}. Default: {DefaultCustomers}.",
            DefaultValueFactory = _ => DefaultCustomers,
        };
        customers.Validators.Add(result =>
        {
            if (result.Tokens is [var typed] && !(int.TryParse(typed.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= 1 and <= MostCustomers))
            {
                result.AddError($"--customers must be a number from 1 to {MostCustomers}.");
            }
        });
        var command = new Command("seed-demo", "Fills an empty database with sample customers, bills and emails. Requires DEBUG to be on.") { customers };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(
            command.Name, services => RunAsync(services, parsed.GetValue(customers), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, int customers, CancellationToken cancellationToken)
    {
        if (!services.GetRequiredService<CrmOptions>().Debug)
        {
            throw new CommandFailedException("Demo data requires DEBUG to be on.");
        }

        var made = await ActivatorUtilities.CreateInstance<DemoData>(services).MakeAsync(customers, cancellationToken);
        Console.WriteLine(made is null
            ? "Demo data already exists. Nothing was changed."
            : string.Create(CultureInfo.InvariantCulture,
                $"Demo data created: {made.Customers} customers, {made.Bills} bills, {made.MailsWaiting} emails queued, {made.MailsFailed} failed."));
        return 0;
    }
}
