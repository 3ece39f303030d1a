using System.CommandLine;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Staff;
using ExhibitionCrm.Web.StaticFiles;

namespace ExhibitionCrm.Web;

/// <summary>The program's verbs. Without one it serves the site.</summary>
internal static class Commands
{
    // Longer than the host takes to stop (30 s by default), in which it finishes requests and the mail in hand.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(40);

    /// <returns>0, or 1 for a failure, or 2 for settings that do not allow a start.</returns>
    public static async Task<int> InvokeAsync(string[] args)
    {
        try
        {
            return await Root(args).Parse(args.TakeWhile(a => !a.StartsWith("--urls", StringComparison.Ordinal)).ToArray())
                .InvokeAsync(new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,

                    // The host stops in its own time: it finishes requests and the mail in hand.
                    ProcessTerminationTimeout = null,
                });
        }
        catch (InvalidSettingsException e)
        {
            await Console.Error.WriteLineAsync($"The settings do not allow a start:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", e.Faults)}");
            return 2;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (CommandException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static RootCommand Root(string[] args)
    {
        var root = new RootCommand("Exhibition CRM: serves the site, or does one of these:")
        {
            MigrateCommand.Create(),
            CollectStaticCommand.Create(),
            SuperuserCommands.CreateSuperuser(),
            SuperuserCommands.ChangePassword(),
            HealthCheckCommand.Create(),
        };
        root.SetAction((_, cancellation) => Program.Build(args).RunAsync(cancellation));
        return root;
    }

    /// <summary>Runs one verb with the site's services, without starting the site.</summary>
    public static async Task<int> WithServicesAsync(Func<IServiceProvider, Task<int>> verb)
    {
        await using var app = Program.Build([], [
            new("Logging:LogLevel:Default", "Warning"),
            // A failure is said once, in words.
            new("Logging:LogLevel:Microsoft.EntityFrameworkCore", "None"),
        ]);
        await using var scope = app.Services.CreateAsyncScope();
        return await verb(scope.ServiceProvider);
    }
}

/// <summary>A command cannot do what was asked; the message is for the person at the terminal.</summary>
internal sealed class CommandException(string message) : Exception(message);
