using ExhibitionCrm.AppHost;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests;

/// <summary>One throw-away PostgreSQL server for the whole run, started when the first test asks for a database.</summary>
public static class TestPostgres
{
    private const string FolderPrefix = "exhibition-crm-tests-";
    private const string Template = "crm_template";

    /// <summary>Who sites are to their databases.</summary>
    internal static readonly DatabaseRole Web = new("crm_web", Guid.NewGuid().ToString("N"));

    private static readonly Lazy<Task<LocalPostgres>> Server = new(StartAsync);
    private static readonly SemaphoreSlim OneCopyAtATime = new(1);
    private static int Databases;

    /// <summary>A database of this program's version, without any rows but those of the migrations.</summary>
    public static Task<TestDatabase> CreateDatabaseAsync() => CreateAsync(Template);

    /// <summary>A database in which no migration ran.</summary>
    public static Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateAsync("template0");

    private static async Task<TestDatabase> CreateAsync(string template)
    {
        var server = await Server.Value;
        var name = $"crm_{Interlocked.Increment(ref Databases)}";

        // A database that is being copied must have no other user, not even another copy.
        await OneCopyAtATime.WaitAsync();
        try
        {
            await ExecuteAsync(server, $"create database {name} template {template}");
        }
        finally
        {
            OneCopyAtATime.Release();
        }

        return new TestDatabase(server.ConnectionString(name), () => ExecuteAsync(server, $"drop database if exists {name} with (force)"));
    }

    private static async Task<LocalPostgres> StartAsync()
    {
        await RemoveLeftoversAsync();
        var server = await LocalPostgres.StartAsync(new LocalPostgresOptions
        {
            DataDirectory = Path.Combine(Path.GetTempPath(), $"{FolderPrefix}{Guid.NewGuid():N}"),
            ThrowAway = true,
        });
        TestRun.OnEnd(async () => await server.DisposeAsync());
        await using var db = new TestDatabase(WithoutPool(server.ConnectionString(Template)), () => Task.CompletedTask).Open();
        await MigrateCommand.ApplyAsync(db, WithoutPool(server.ConnectionString(Template)));
        await MigrateCommand.ReplaceIndexesAsync(WithoutPool(server.ConnectionString(Template)));
        await MigrateCommand.ApplyRolesAsync(new DatabaseRoles(Web, Backup: null), WithoutPool(server.ConnectionString(Template)));
        return server;
    }

    // A run that was killed leaves its server and folder behind; starting that server once more takes both over.
    private static async Task RemoveLeftoversAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{FolderPrefix}*"))
        {
            try
            {
                await using var leftover = await LocalPostgres.StartAsync(new LocalPostgresOptions { DataDirectory = folder, ThrowAway = true });
            }
            catch (InvalidOperationException)
            {
                // Another run is using it right now.
            }
        }
    }

    private static async Task ExecuteAsync(LocalPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(WithoutPool(server.ConnectionString("postgres")));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string WithoutPool(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}

/// <summary>A database of its own, dropped at the end.</summary>
public sealed class TestDatabase(string connectionString, Func<Task> drop) : IAsyncDisposable
{
    /// <summary>The owner's.</summary>
    public string ConnectionString => connectionString;

    /// <summary>The site's own, which has no rights but in databases of this program's version.</summary>
    public string WebConnectionString => ConnectionStringOf(TestPostgres.Web);

    internal string ConnectionStringOf(DatabaseRole role) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = role.Name, Password = role.Password }.ConnectionString;

    /// <param name="exhibition">The ID of the one that is asked and written about.</param>
    public CrmDbContext Open(int exhibition = 1) =>
        new(new DbContextOptionsBuilder<CrmDbContext>().UseNpgsql(connectionString).UseCrmConventions().Options) { Exhibition = exhibition == 1 ? First : About(exhibition) };

    /// <summary>The only one of most databases.</summary>
    internal static readonly CurrentExhibition First = About(1);

    private static CurrentExhibition About(int exhibition) => new(() => new ExhibitionSettings(
        exhibition, "exhibition", Name: null, Venue: "", StartsOn: null, EndsOn: null, TimeZoneInfo.Utc, Currency.Of("EUR"), ImplausibleFrom: 10_000, PhoneRegion: null, PrivacyUrl: null));

    /// <summary>Runs SQL behind the program's back.</summary>
    /// <exception cref="PostgresException">The database refused it.</exception>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column.</summary>
    public async Task<List<string>> ListAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var reader = await new NpgsqlCommand(sql, connection).ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        await drop();
    }
}
