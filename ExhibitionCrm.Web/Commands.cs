using System.CommandLine;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Demo;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Staff;
using ExhibitionCrm.Web.StaticFiles;
using Npgsql;

namespace ExhibitionCrm.Web;

/// <summary>The program's verbs. Without one it serves the site.</summary>
internal static class Commands
{
    private const string LogCategory = "ExhibitionCrm.Web.Commands";

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
            await Console.Error.WriteLineAsync($"Exhibition CRM can't start with these settings:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", e.Faults)}");
            return 2;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (CommandFailedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static RootCommand Root(string[] args)
    {
        var root = new RootCommand("Exhibition CRM. Serves the site, or runs one of these commands:")
        {
            MigrateCommand.Create(services => services.GetRequiredService<FirstExhibition>().CreateFromSettingsAsync(), whenMigrated: async services =>
            {
                await services.GetRequiredService<FirstExhibition>().CreateFromSettingsAsync();
                await services.GetRequiredService<FirstExhibition>().SeedSenderAsync();
                await StaffUserStore.ProtectAllAsync(services.GetRequiredService<CrmDbContext>(), services.GetRequiredService<SecondFactorSecrets>());
                await services.GetRequiredService<FirstAdministrator>().CreateFromSettingsAsync();
            }),
            CollectStaticCommand.Create(),
            SuperuserCommands.CreateSuperuser(),
            SuperuserCommands.ChangePassword(),
            SeedDemoCommand.Create(),
            HealthCheckCommand.Create(),
        };
        root.SetAction((_, cancellationToken) => Program.Build(args).RunAsync(cancellationToken));
        return root;
    }

    /// <summary>Runs one verb with the site's services, without starting the site. Its telemetry is sent before this returns.</summary>
    public static async Task<int> WithServicesAsync(string verb, Func<IServiceProvider, Task<int>> run)
    {
        await using var app = Program.Build([], [
            new("Logging:Console:LogLevel:Default", "Warning"),
            // At the terminal a failure is said once, in words.
            new("Logging:Console:LogLevel:Microsoft.EntityFrameworkCore", "None"),
            new($"Logging:Console:LogLevel:{LogCategory}", "None"),
        ]);
        app.Services.StartTelemetry();
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            return await CrmTraces.WithinSpanAsync(verb, span => RunAsync(verb, run, scope.ServiceProvider, span));
        }
        finally
        {
            app.Services.FlushTelemetry();
        }
    }

    /// <summary>As <see cref="WithServicesAsync"/>, for verbs that need a migrated database.</summary>
    public static Task<int> WithDatabaseAsync(string verb, Func<IServiceProvider, Task<int>> run) => WithServicesAsync(verb, async services =>
    {
        try
        {
            return await run(services);
        }
        catch (Exception e) when (e is NpgsqlException or { InnerException: NpgsqlException })
        {
            var cause = e as NpgsqlException ?? e.InnerException!;
            throw new CommandFailedException($"The database command failed. Check that the database is running and migrated. {cause.Message}", cause);
        }
    });

    private static async Task<int> RunAsync(string verb, Func<IServiceProvider, Task<int>> run, IServiceProvider services, System.Diagnostics.Activity? span)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory);
        try
        {
            var exitCode = await run(services);
            span?.SetTag("process.exit.code", exitCode);
            logger.LogInformation("{Verb} ended with exit code {ExitCode}", verb, exitCode);
            return exitCode;
        }
        catch (Exception e)
        {
            logger.LogError("{Verb} failed: {ExceptionType}", verb, CommandFailedException.KindOf(e));
            throw;
        }
    }
}

/// <summary>A command cannot do what was asked; the message is for the person at the terminal.</summary>
internal sealed class CommandFailedException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The type of an exception, or of what a command gave up for: fit for telemetry, where messages may quote data.</summary>
    public static string KindOf(Exception e) => (e is CommandFailedException { InnerException: { } cause } ? cause : e).GetType().FullName!;
}
