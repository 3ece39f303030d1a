using System.Security.Cryptography;
using ExhibitionCrm.AppHost;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>A database server and the web program in Release with the settings of a real installation, thrown away at the end.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string UserName = "bench";
    private const string DatabaseName = "exhibition";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _connectionString;
    private readonly DirectoryInfo _published = Directory.CreateTempSubdirectory("exhibition-crm-bench-web-");
    private string _webAssembly = "";
    private StartedProgram? _web;

    private Site(LocalPostgres postgres) => (Postgres, _connectionString) = (postgres, postgres.ConnectionString(DatabaseName));

    public LocalPostgres Postgres { get; }

    public StartedProgram Web => _web ?? throw new InvalidOperationException("The web program does not run yet.");

    public Uri Url { get; private set; } = null!;

    public string Password { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>As web processes have it.</summary>
    public string WebConnectionString => _connectionString;

    /// <summary>For the benchmark's own work, so that the server's log tells it from the web program's.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_connectionString)
    {
        ApplicationName = SqlCapture.OwnName,
        CommandTimeout = 0,
    }.ConnectionString;

    /// <summary>Starts the server and makes the database, without customers.</summary>
    public static async Task<Site> PrepareAsync(CancellationToken cancellationToken)
    {
        // Commits are as durable as in an installation, unlike in the tests' throw-away servers.
        var postgres = await LocalPostgres.StartAsync(
            LocalPostgresOptions.Temporary() with
            {
                Log = Console.WriteLine,
                Settings = new Dictionary<string, string>
                {
                    ["fsync"] = "on",
                    ["synchronous_commit"] = "on",
                    ["full_page_writes"] = "on",
                    ["max_connections"] = "200",
                    ["shared_buffers"] = "512MB",
                    ["maintenance_work_mem"] = "256MB",
                    ["max_wal_size"] = "4GB",
                    ["logging_collector"] = "on",
                    ["log_destination"] = "jsonlog",
                    ["log_rotation_size"] = "0",
                },
            },
            cancellationToken);
        var site = new Site(postgres);
        try
        {
            await postgres.CreateDatabaseIfMissingAsync(DatabaseName, cancellationToken: cancellationToken);
            site._webAssembly = await Build.PublishWebAsync(site._published.FullName, cancellationToken);
            await Programs.RunAsync("dotnet", [site._webAssembly, "migrate"], site.Settings(8000), cancellationToken);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public async Task<string> DatabaseVersionAsync(CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand("select split_part(current_setting('server_version'), ' ', 1)");
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task StartWebAsync(CancellationToken cancellationToken)
    {
        var port = Ports.FindFree();
        Url = new Uri($"http://127.0.0.1:{port}");
        _web = StartWeb(port, _connectionString);
        using var http = new HttpClient { BaseAddress = Url, DefaultRequestHeaders = { Host = "localhost" } };
        if (await Wait.UntilOkAsync(http, "/health", _web, Patience, cancellationToken) is null)
        {
            throw new InvalidOperationException($"The web program does not become healthy:\n{_web.Output}");
        }
    }

    public async Task StopWebAsync()
    {
        await Web.DisposeAsync();
        _web = null;
    }

    /// <summary>A web process at this port, which the caller ends. One behind nginx takes its word for the visitor's address.</summary>
    /// <param name="mailPort">Where its mail goes; by default nowhere.</param>
    public StartedProgram StartWeb(int port, string connectionString, int? mailPort = null) =>
        Programs.Start("dotnet", [_webAssembly], new Dictionary<string, string>(Settings(port))
        {
            ["ConnectionStrings__exhibitiondb"] = connectionString,
            ["EMAIL_PORT"] = $"{mailPort ?? _closedPort}",
        });

    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _web.DisposeAsync();
        }

        _published.Delete(recursive: true);
        await Postgres.DisposeAsync();
    }

    // Mail goes to a port where nobody listens, so that it stays in the queue while the worker does its rounds.
    private Dictionary<string, string> Settings(int port) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["DEBUG"] = "false",
        ["SECRET_KEY"] = _secretKey,
        ["ALLOWED_HOSTS"] = "localhost",
        ["TRUSTED_PROXIES"] = "127.0.0.1",
        ["APP_URL"] = $"http://localhost:{port}",
        ["ConnectionStrings__exhibitiondb"] = _connectionString,
        ["EMAIL_BACKEND"] = "smtp",
        ["EMAIL_HOST"] = "127.0.0.1",
        ["EMAIL_PORT"] = $"{_closedPort}",
        // All connections sign in from one address.
        ["SIGN_IN_LIMIT"] = "1000",
        ["DEFAULT_FROM_EMAIL"] = "Exhibition <crm@example.org>",
        ["SUPERUSER_USERNAME"] = UserName,
        ["SUPERUSER_EMAIL"] = "bench@example.org",
        ["SUPERUSER_PASSWORD"] = Password,
    };

    private readonly string _secretKey = RandomNumberGenerator.GetHexString(64);
    private readonly int _closedPort = Ports.FindFree();
}
