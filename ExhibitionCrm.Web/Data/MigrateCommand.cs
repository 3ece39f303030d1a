using System.CommandLine;
using System.Reflection;
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
    // Makes their table.
    private const string Exhibitions = "20261127100000_Exhibitions";

    private static readonly Option<bool> KeepOldIndexes = new("--keep-old-indexes")
    {
        Description = "For an update during which web processes of the version before go on: what only these need stays until the next migrate.",
    };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <param name="whenThereAreExhibitions">What comes as soon as there is the table: what belongs to an exhibition refers to it from then on.</param>
    /// <param name="whenMigrated">What the first migration is followed by, and any until there is an exhibition and somebody has an account.</param>
    public static Command Create(Func<IServiceProvider, Task> whenThereAreExhibitions, Func<IServiceProvider, Task> whenMigrated)
    {
        var command = new Command("migrate", "Creates or updates the database, creates the exhibition, and the first administrator if SUPERUSER_* are set.") { KeepOldIndexes };
        command.SetAction((result, cancellationToken) => Commands.WithServicesAsync(command.Name, async services =>
        {
            await RunAsync(services, whenThereAreExhibitions, whenMigrated, cancellationToken);
            await ReplaceIndexesAsync(ConnectionString(services), keepOld: result.GetValue(KeepOldIndexes), cancellationToken);
            return 0;
        }));
        return command;
    }

    // Which of several servers can be written to is looked up again and again: here nobody says that one took over.
    private static string ConnectionString(IServiceProvider services) =>
        new NpgsqlConnectionStringBuilder(services.GetRequiredService<DatabaseOptions>().ConnectionString) { HostRecheckSeconds = 1 }.ConnectionString;

    private static async Task RunAsync(
        IServiceProvider services, Func<IServiceProvider, Task> whenThereAreExhibitions, Func<IServiceProvider, Task> whenMigrated, CancellationToken cancellationToken)
    {
        bool isDone;
        var connectionString = ConnectionString(services);
        try
        {
            isDone = await IsDoneAsync(connectionString, cancellationToken);
            if (!isDone)
            {
                await ApplyAsync(services.GetRequiredService<CrmDbContext>(), connectionString, () => whenThereAreExhibitions(services), cancellationToken);
            }

            // Also where nothing was to migrate: after a restore, or with another password.
            await ApplyRolesAsync(services.GetRequiredService<DatabaseRoles>(), connectionString, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new CommandFailedException($"Couldn't migrate the database: {e.Message}. Only its owner can; in the stacks: docker compose run --rm migrate", e);
        }
        catch (NpgsqlException e) when (e.IsOfAnUntrustedServer())
        {
            throw new CommandFailedException($"Couldn't migrate the database. {DatabaseErrors.UntrustedServer}", e);
        }
        catch (NpgsqlException e)
        {
            throw new CommandFailedException($"Couldn't migrate the database: {e.Message}", e);
        }

        Console.WriteLine("Database migrated.");
        if (!isDone)
        {
            await whenMigrated(services);
        }
    }

    /// <param name="connectionString">Of the same database, with the password, which the context does not tell.</param>
    /// <param name="whenThereAreExhibitions">See <see cref="Create"/>.</param>
    public static async Task ApplyAsync(
        CrmDbContext db, string connectionString, Func<Task>? whenThereAreExhibitions = null, CancellationToken cancellationToken = default)
    {
        while (!await ExistsAsync(connectionString, cancellationToken))
        {
            await MakeAsync(db, cancellationToken);
        }

        await using var mutex = new NpgsqlConnection(connectionString);
        await mutex.OpenAsync(cancellationToken);
        await using var transaction = await BeginLockedAsync(mutex, cancellationToken);
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1));

        // Who writes all rows anew reads all rows; see DatabaseOptions.
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"set enable_seqscan = on", cancellationToken);
        if (whenThereAreExhibitions is not null && (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Contains(Exhibitions))
        {
            await db.GetService<IMigrator>().MigrateAsync(Exhibitions, cancellationToken);
            await whenThereAreExhibitions();
        }

        await db.Database.MigrateAsync(cancellationToken);
    }

    public static async Task ApplyRolesAsync(DatabaseRoles roles, string connectionString, CancellationToken cancellationToken = default)
    {
        await using var owner = new NpgsqlConnection(connectionString);
        await owner.OpenAsync(cancellationToken);
        await using var transaction = await BeginLockedAsync(owner, cancellationToken);
        await roles.ApplyAsync(owner, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>See <see cref="SearchIndexes"/> and <see cref="OldIndexes"/>.</summary>
    /// <exception cref="CommandFailedException">The database broke off.</exception>
    public static async Task ReplaceIndexesAsync(string connectionString, bool keepOld = false, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var mutex = new NpgsqlConnection(connectionString);
            await mutex.OpenAsync(cancellationToken);
            await using var transaction = await BeginLockedAsync(mutex, cancellationToken);
            await using var owner = new NpgsqlConnection(connectionString);
            await owner.OpenAsync(cancellationToken);
            await SearchIndexes.EnsureAsync(owner, cancellationToken);
            if (!keepOld)
            {
                await OldIndexes.DropAsync(owner, cancellationToken);
            }
        }
        catch (NpgsqlException e)
        {
            throw new CommandFailedException($"Couldn't make the database's indexes: {e.Message}", e);
        }
    }

    // Held by a transaction, not by a session, which a pool of the driver or a pooler in between lets live on. Its end
    // gives the lock back. Neither who waits nor who holds it sees the database as it was at a moment: an index that is made
    // while others write would wait for that moment's end, and so for ever.
    private static async Task<NpgsqlTransaction> BeginLockedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using (var take = new NpgsqlCommand($"select pg_try_advisory_xact_lock({AdvisoryLock})", connection, transaction))
            {
                if (await take.ExecuteScalarAsync(cancellationToken) is true)
                {
                    // The last answer's portal is what sees that moment; another command closes it.
                    await connection.ExecuteAsync("set local enable_seqscan = on", cancellationToken);
                    return transaction;
                }
            }

            await transaction.DisposeAsync();
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>
    /// Whether nothing is left to migrate, there is an exhibition and somebody has an account. Asked without EF Core: at most starts it is so, and
    /// its model takes longer to build than everything else that the command does.
    /// </summary>
    private static async Task<bool> IsDoneAsync(string connectionString, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connectionString, cancellationToken))
        {
            return false;
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select migration_id from "__EFMigrationsHistory" where exists (select from users) and exists (select from exhibitions)
            """,
            connection);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var missing = typeof(CrmDbContext).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().ToHashSet();
            while (await reader.ReadAsync(cancellationToken))
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
    private static async Task<bool> ExistsAsync(string connectionString, CancellationToken cancellationToken)
    {
        for (var deadline = DateTime.UtcNow + Patience; ; await Task.Delay(Interval, cancellationToken))
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
            {
                return false;
            }
            catch (NpgsqlException e) when (IsPassing(e, connectionString) && DateTime.UtcNow < deadline)
            {
                // Starting up, or not listening yet; the second of several servers.
            }
        }
    }

    // Of several servers also that none can be written to yet, of which nothing but the words tells.
    private static bool IsPassing(NpgsqlException e, string connectionString) =>
        !e.IsOfAnUntrustedServer() && (e.IsTransient || (e.IsAway() && new NpgsqlConnectionStringBuilder(connectionString).HasSeveralHosts()));

    private static async Task MakeAsync(CrmDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            await db.GetService<IRelationalDatabaseCreator>().CreateAsync(cancellationToken);
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
            // The driver does not always end when it is told to.
            _applied = await LookUpAsync(cancellationToken).WaitAsync(cancellationToken);
        }

        return _applied ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Migrations are pending; run migrate.");
    }

    private async Task<bool> LookUpAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
        return !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
    }
}
