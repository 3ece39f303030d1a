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
            Description = $"How many, from 1 to {MostCustomers}; {DefaultCustomers} without it.",
            DefaultValueFactory = _ => DefaultCustomers,
        };
        customers.Validators.Add(result =>
        {
            if (result.Tokens is [var typed] && !(int.TryParse(typed.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= 1 and <= MostCustomers))
            {
                result.AddError($"--customers takes a number from 1 to {MostCustomers}.");
            }
        });
        var command = new Command("seed-demo", "Fills an empty database with invented customers, bills and mails. Only with DEBUG on.") { customers };
        command.SetAction((parsed, cancellation) => Commands.WithDatabaseAsync(
            command.Name, services => RunAsync(services, parsed.GetValue(customers), cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, int customers, CancellationToken cancellation)
    {
        if (!services.GetRequiredService<CrmOptions>().Debug)
        {
            throw new CommandException("Demo data are made only with DEBUG on.");
        }

        var made = await ActivatorUtilities.CreateInstance<DemoData>(services).MakeAsync(customers, cancellation);
        Console.WriteLine(made is null
            ? "demo data are there already; nothing was changed"
            : string.Create(CultureInfo.InvariantCulture,
                $"demo data made: {made.Customers} customers, {made.Bills} bills, {made.MailsWaiting} mails waiting, {made.MailsFailed} failed"));
        return 0;
    }
}
