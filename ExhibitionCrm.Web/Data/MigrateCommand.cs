using System.CommandLine;
using ExhibitionCrm.Web.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>Brings the database to this program's version: the verb <c>migrate</c>.</summary>
internal static class MigrateCommand
{
    // Any number that nobody else uses: web processes that migrate at once wait for one another.
    private const long AdvisoryLock = 0x4352_4D31;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var command = new Command("migrate", "Creates or updates the database, and creates the first administrator if SUPERUSER_* are set.");
        command.SetAction((_, cancellation) => Commands.WithServicesAsync(command.Name, services => RunAsync(services, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var db = services.GetRequiredService<CrmDbContext>();
        try
        {
            await ApplyAsync(db, cancellation);
        }
        catch (NpgsqlException e)
        {
            throw new CommandException($"Couldn't migrate the database: {e.Message}", e);
        }

        Console.WriteLine("Database migrated.");
        await services.GetRequiredService<FirstAdministrator>().CreateFromSettingsAsync();
        return 0;
    }

    public static async Task ApplyAsync(CrmDbContext db, CancellationToken cancellation = default)
    {
        await WaitForServerAsync(db, cancellation);
        await using var mutex = new NpgsqlConnection(db.Database.GetConnectionString());
        await mutex.OpenAsync(cancellation);
        await using var take = new NpgsqlCommand($"select pg_advisory_lock({AdvisoryLock})", mutex) { CommandTimeout = 0 };
        await take.ExecuteNonQueryAsync(cancellation);
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await db.Database.MigrateAsync(cancellation);

        // Closing a pooled connection resets it, which gives the lock back.
    }

    /// <summary>Makes the database where it is missing, and gives a server that is just starting the time to do so.</summary>
    private static async Task WaitForServerAsync(CrmDbContext db, CancellationToken cancellation)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        for (var deadline = DateTime.UtcNow + Patience; ; await Task.Delay(500, cancellation))
        {
            try
            {
                if (!await creator.ExistsAsync(cancellation))
                {
                    await creator.CreateAsync(cancellation);
                }

                return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Somebody else makes it at the same moment.
            }
            catch (NpgsqlException e) when (e.IsTransient && DateTime.UtcNow < deadline)
            {
                // Starting up, or not listening yet.
            }
        }
    }
}

/// <summary>Healthy once every migration of this program is applied. Looked up until it is so, then remembered.</summary>
internal sealed class MigrationsHealthCheck(IServiceScopeFactory scopes) : IHealthCheck
{
    private volatile bool _applied;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!_applied)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
            _applied = !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
        }

        return _applied ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Migrations are pending; run migrate.");
    }
}
