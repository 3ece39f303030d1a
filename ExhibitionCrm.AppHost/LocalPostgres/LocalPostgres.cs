using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ExhibitionCrm.AppHost;

/// <summary>
/// A private PostgreSQL server on the loopback interface, for development, tests and benchmarks where no container runs.
/// Its data survives a kill of this process, of the server, or of both; the server ends with this process.
/// </summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    public const string UserName = "crm";
    private const int StartAttempts = 5;
    private static readonly TimeSpan ClientsInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    // Of a restart, the process before may be on its last steps, with its server gone already.
    private static readonly TimeSpan PatienceForLock = TimeSpan.FromSeconds(5);

    private readonly LocalPostgresOptions _options;
    private readonly FileStream _lock;
    private readonly string _password;
    private ServerGuard? _guard;

    private LocalPostgres(LocalPostgresOptions options, FileStream @lock, PostgresBinaries binaries, string password) =>
        (_options, _lock, Binaries, _password) = (options, @lock, binaries, password);

    public PostgresBinaries Binaries { get; }

    public int Port { get; private set; }

    private string Cluster => ClusterIn(_options.DataDirectory);

    /// <summary>What the server says, begun anew at each start.</summary>
    public string ServerLog => Path.Combine(_options.DataDirectory, "server.log");

    private PostmasterFile Postmaster => new(Cluster);

    /// <summary>Makes the cluster if there is none, takes over what an earlier run left, and starts the server.</summary>
    /// <exception cref="InvalidOperationException">No usable binaries, data of another version, or data in use; the message says what to do.</exception>
    public static async Task<LocalPostgres> StartAsync(LocalPostgresOptions options, CancellationToken cancellationToken = default)
    {
        options = options with { DataDirectory = UserFolders.Data(options.DataDirectory) };
        var dataVersion = ReadDataVersion(options.DataDirectory);
        var binaries = await PostgresBinaries.FindAsync(options.BinDirectory, dataVersion, options.Log, cancellationToken);
        if (dataVersion is not null && dataVersion != binaries.MajorVersion)
        {
            throw new InvalidOperationException(
                $"The data in {options.DataDirectory} was made by PostgreSQL {dataVersion}, but {binaries.Directory} has {binaries.MajorVersion}. "
                + $"Install PostgreSQL {dataVersion} or set {PostgresBinaries.Setting} to its programs; or delete the folder to begin with an empty database.");
        }

        UserFolders.Create(options.DataDirectory);
        var postgres = new LocalPostgres(options, await LockFolderAsync(options.DataDirectory, cancellationToken), binaries, LocalPostgresPassword.ReadOrMake(options.DataDirectory));
        try
        {
            await postgres.StopLeftoverAsync(cancellationToken);
            await postgres.CreateClusterIfMissingAsync(cancellationToken);
            await postgres.StartServerAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = UserName,
        Password = _password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <param name="name">The database to make.</param>
    /// <param name="template">A database to copy, which nobody may be connected to.</param>
    public async Task CreateDatabaseIfMissingAsync(string name, string? template = null, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            var copy = template is null ? "" : $" TEMPLATE {Quote(template)}";
            await using var create = new NpgsqlCommand($"CREATE DATABASE {Quote(name)}{copy}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Ends when the server does, for whatever reason.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        while (Postmaster.FindServer() is not null)
        {
            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Waits until nobody else is connected, at most for the time given.</summary>
    public async Task WaitForClientsToLeaveAsync(TimeSpan patience)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var others = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()", connection);
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < patience && await others.ExecuteScalarAsync() is not 0L;)
        {
            await Task.Delay(ClientsInterval);
        }
    }

    /// <summary>Stops the server; the data of a throw-away cluster goes with it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Postmaster.FindServer() is not null)
        {
            await ControlAsync(["stop", "-w", "-m", _options.ThrowAway ? "immediate" : "fast"], CancellationToken.None);
        }

        _guard?.Dispose();
        await _lock.DisposeAsync();
        if (_options.ThrowAway)
        {
            Directory.Delete(_options.DataDirectory, recursive: true);
        }
    }

    private static string ClusterIn(string dataDirectory) => Path.Combine(dataDirectory, "cluster");

    private static int? ReadDataVersion(string dataDirectory)
    {
        var file = Path.Combine(ClusterIn(dataDirectory), "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    // The operating system lets go of the lock when we die, however we die.
    private static async Task<FileStream> LockFolderAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        for (var waiting = Stopwatch.StartNew(); ; await Task.Delay(RetryDelay, cancellationToken))
        {
            try
            {
                return new FileStream(Path.Combine(dataDirectory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waiting.Elapsed < PatienceForLock)
            {
                // Tried once more.
            }
            catch (IOException e)
            {
                throw new InvalidOperationException($"Another process is using the database in {dataDirectory}; stop it first.", e);
            }
        }
    }

    private async Task StopLeftoverAsync(CancellationToken cancellationToken)
    {
        if (Postmaster.FindServer() is not null)
        {
            _options.Log("Stopping the database server that an earlier run left behind.");
            await ControlAsync(["stop", "-w", "-m", "fast"], cancellationToken);
        }
        else
        {
            Postmaster.DeleteIfStale();
        }
    }

    // Made beside its place and renamed, so that a kill half-way leaves no half a cluster.
    private async Task CreateClusterIfMissingAsync(CancellationToken cancellationToken)
    {
        var fresh = $"{Cluster}.new";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        await ServerAccount.Current.TakeOverAsync(_options.DataDirectory, cancellationToken);
        if (Directory.Exists(Cluster))
        {
            return;
        }

        // Sorting by code point, upper and lower case of every script: the same on all systems, and fast.
        string[] locale = Binaries.MajorVersion >= 17
            ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            : OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"] : ["--locale=C"];
        string[] durability = _options.ThrowAway ? ["--no-sync"] : [];
        var result = await RunAsync(
            "initdb",
            ["-D", fresh, "-U", UserName, "--auth=scram-sha-256", $"--pwfile={LocalPostgresPassword.FileIn(_options.DataDirectory)}", "--encoding=UTF8", .. locale, .. durability],
            cancellationToken);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"initdb could not make a database cluster in {_options.DataDirectory}: {result.All}");
        }

        await File.AppendAllTextAsync(Path.Combine(fresh, "postgresql.conf"), "\ninclude = 'local.conf'\n", cancellationToken);
        Directory.Move(fresh, Cluster);
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = _options.Port ?? Ports.FindFree();
            await WriteSettingsAsync(cancellationToken);
            File.Delete(ServerLog);
            var start = await ControlAsync(["start", "-w", "-t", "120", "-l", ServerLog], cancellationToken);
            if (start.Succeeded && Postmaster.FindServer() is { } server)
            {
                _guard = ServerGuard.Watch(server.Id, _options.ThrowAway ? "QUIT" : "INT");
                return;
            }

            // Another process may have taken the port, or the remains of a killed server are still going away.
            if (attempt == StartAttempts)
            {
                throw new InvalidOperationException($"The database server in {_options.DataDirectory} does not start: {ReadServerLog()}");
            }

            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    private async Task WriteSettingsAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Cluster, "local.conf");
        var lines = _options.AllSettings(Port).Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''", StringComparison.Ordinal)}'");
        await File.WriteAllLinesAsync(file, lines, cancellationToken);
        await ServerAccount.Current.TakeOverAsync(file, cancellationToken);
    }

    private string ReadServerLog() => File.Exists(ServerLog) ? File.ReadAllText(ServerLog).Trim() : "it left no log.";

    private Task<ProcessResult> ControlAsync(string[] arguments, CancellationToken cancellationToken) =>
        RunAsync("pg_ctl", ["-D", Cluster, "-s", .. arguments], cancellationToken, capture: arguments[0] != "start");

    private Task<ProcessResult> RunAsync(string program, string[] arguments, CancellationToken cancellationToken, bool capture = true)
    {
        var start = ServerAccount.Current.Start(Binaries.Program(program), arguments);
        start.WorkingDirectory = _options.DataDirectory;
        return StartedProgram.RunAsync(start, capture: capture, cancellationToken: cancellationToken);
    }

    private static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
