using System.CommandLine;
using System.Reflection;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Staff;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var command = new Command("migrate", "Creates or updates the database, and creates the first administrator if SUPERUSER_* are set.");
        command.SetAction((_, cancellation) => Commands.WithServicesAsync(command.Name, services => RunAsync(services, cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellation)
    {
        bool isDone;
        try
        {
            isDone = await IsDoneAsync(services.GetRequiredService<CrmOptions>().ConnectionString, cancellation);
            if (!isDone)
            {
                await ApplyAsync(services.GetRequiredService<CrmDbContext>(), cancellation);
            }
        }
        catch (NpgsqlException e)
        {
            throw new CommandException($"Couldn't migrate the database: {e.Message}", e);
        }

        Console.WriteLine("Database migrated.");
        if (!isDone)
        {
            await services.GetRequiredService<FirstAdministrator>().CreateFromSettingsAsync();
        }

        return 0;
    }

    public static async Task ApplyAsync(CrmDbContext db, CancellationToken cancellation = default)
    {
        var connectionString = db.Database.GetConnectionString()!;
        while (!await IsThereAsync(connectionString, cancellation))
        {
            await MakeAsync(db, cancellation);
        }

        await using var mutex = new NpgsqlConnection(connectionString);
        await mutex.OpenAsync(cancellation);
        await using var take = new NpgsqlCommand($"select pg_advisory_lock({AdvisoryLock})", mutex) { CommandTimeout = 0 };
        await take.ExecuteNonQueryAsync(cancellation);
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));
        await db.Database.MigrateAsync(cancellation);

        // Closing a pooled connection resets it, which gives the lock back.
    }

    /// <summary>
    /// Whether nothing is left to migrate and somebody has an account. Asked without EF Core: at most starts it is so, and
    /// its model takes longer to build than everything else that the command does.
    /// </summary>
    private static async Task<bool> IsDoneAsync(string connectionString, CancellationToken cancellation)
    {
        if (!await IsThereAsync(connectionString, cancellation))
        {
            return false;
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            """
            select migration_id from "__EFMigrationsHistory" where exists (select from users)
            """,
            connection);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var missing = typeof(CrmDbContext).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().ToHashSet();
            while (await reader.ReadAsync(cancellation))
            {
                missing.Remove(reader.GetString(0));
            }

            return missing.Count == 0;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    /// <summary>Whether the database is there. Gives a server that is just starting the time to do so.</summary>
    private static async Task<bool> IsThereAsync(string connectionString, CancellationToken cancellation)
    {
        for (var deadline = DateTime.UtcNow + Patience; ; await Task.Delay(Interval, cancellation))
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(cancellation);
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
            {
                return false;
            }
            catch (NpgsqlException e) when (e.IsTransient && DateTime.UtcNow < deadline)
            {
                // Starting up, or not listening yet.
            }
        }
    }

    private static async Task MakeAsync(CrmDbContext db, CancellationToken cancellation)
    {
        try
        {
            await db.GetService<IRelationalDatabaseCreator>().CreateAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else makes it at the same moment.
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
