using ExhibitionCrm.AppHost;
using Npgsql;

namespace ExhibitionCrm.Tests;

/// <summary>
/// Two servers of one cluster: the second follows the first, which acknowledges nothing that the second does not have.
/// Each has its port for good.
/// </summary>
public sealed class PostgresPair : IAsyncDisposable
{
    private const string Database = "crm_pair";

    private readonly LocalPostgres _first;
    private readonly LocalPostgres _second;
    private bool _isFirstGone;
    private bool _isSecondGone;

    private PostgresPair(LocalPostgres first, LocalPostgres second) => (_first, _second) = (first, second);

    /// <summary>The host and the port of each, the one that begins as the primary first.</summary>
    public (string First, string Second) Hosts => ($"127.0.0.1:{_first.Port}", $"127.0.0.1:{_second.Port}");

    /// <summary>Starts both, with a database of this program's version.</summary>
    public static async Task<PostgresPair> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var first = await LocalPostgres.StartAsync(Options(settings));
        try
        {
            var second = await FollowAsync(first, settings);
            var pair = new PostgresPair(first, second);
            await ExecuteAsync(first, "alter system set synchronous_standby_names = '*'");
            await ExecuteAsync(first, "select pg_reload_conf()");
            var (code, output) = await CrmProcess.RunAsync(pair.Settings(pair.Hosts.First, pair.Hosts.Second), "migrate");
            Assert.True(code == 0, output);
            return pair;
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    /// <summary>Of a program that finds its database at these hosts.</summary>
    public Dictionary<string, string?> Settings(params string[] hosts) => new(TestOptions.Complete)
    {
        ["DB_HOST"] = string.Join(',', hosts),
        ["DB_NAME"] = Database,
        ["DB_USER"] = LocalPostgres.UserName,
        ["DB_PASSWORD"] = new NpgsqlConnectionStringBuilder(_first.ConnectionString(Database)).Password,
    };

    /// <summary>A site that finds its database at these hosts.</summary>
    public Task<CrmSite> StartSiteAsync(string[] hosts, params (string Name, string? Value)[] more) => CrmSite.StartAsync(
        [("ConnectionStrings:exhibitiondb", null), .. Settings(hosts).Where(s => s.Key.StartsWith("DB_", StringComparison.Ordinal)).Select(s => (s.Key, s.Value)), .. more]);

    /// <summary>The first server is gone without a word to anybody.</summary>
    public async Task KillFirstAsync()
    {
        _isFirstGone = true;
        await _first.DisposeAsync();
    }

    /// <summary>The second server is gone: the first has nobody to copy to, and acknowledges nothing any more.</summary>
    public async Task KillSecondAsync()
    {
        _isSecondGone = true;
        await _second.DisposeAsync();
    }

    /// <summary>The second may be written to from here on.</summary>
    public Task PromoteSecondAsync() => ExecuteAsync(_second, "select pg_promote()");

    /// <summary>The first goes on and lets nobody write any more, those included who are connected. What was under way is done.</summary>
    public async Task DemoteFirstAsync()
    {
        await ExecuteAsync(_first, "alter system set default_transaction_read_only = on");
        await ExecuteAsync(_first, "select pg_reload_conf()");
        await Eventually.TrueAsync(
            async () => (await ListAtFirstAsync("select pid from pg_stat_activity where backend_xid is not null or wait_event = 'SyncRep'")).Count == 0, "transactions to end");
    }

    /// <summary>The first column, as the first server has it.</summary>
    public Task<List<string>> ListAtFirstAsync(string sql) => ListAsync(_first, sql);

    /// <summary>The first column, as the second server has it.</summary>
    public Task<List<string>> ListAtSecondAsync(string sql) => ListAsync(_second, sql);

    public async ValueTask DisposeAsync()
    {
        // The one that waits for the other would not end first.
        if (!_isSecondGone)
        {
            await _second.DisposeAsync();
        }

        if (!_isFirstGone)
        {
            await _first.DisposeAsync();
        }
    }

    private static LocalPostgresOptions Options(IReadOnlyDictionary<string, string>? settings) => LocalPostgresOptions.Temporary() with
    {
        Port = Ports.FindFree(),
        Settings = new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { ["synchronous_commit"] = "on", ["max_connections"] = "200" },
    };

    private static async Task<LocalPostgres> FollowAsync(LocalPostgres first, IReadOnlyDictionary<string, string>? settings)
    {
        var options = Options(settings);
        Directory.CreateDirectory(options.DataDirectory);
        var there = new NpgsqlConnectionStringBuilder(first.ConnectionString("postgres"));
        await File.WriteAllTextAsync(LocalPostgresPassword.FileIn(options.DataDirectory), there.Password);
        await ServerAccount.Current.TakeOverAsync(options.DataDirectory, CancellationToken.None);
        var copy = ServerAccount.Current.Start(
            first.Binaries.Program("pg_basebackup"),
            ["-h", there.Host!, "-p", $"{there.Port}", "-U", there.Username!, "-D", Path.Combine(options.DataDirectory, "cluster"), "-R", "-X", "stream", "-c", "fast", "-N"]);
        copy.Environment["PGPASSWORD"] = there.Password;
        copy.WorkingDirectory = options.DataDirectory;
        var result = await StartedProgram.RunAsync(copy);
        Assert.True(result.Succeeded, result.All);
        return await LocalPostgres.StartAsync(options);
    }

    private static async Task ExecuteAsync(LocalPostgres server, string sql) => await ListAsync(server, sql, "postgres");

    private static async Task<List<string>> ListAsync(LocalPostgres server, string sql, string database = Database)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add($"{reader.GetValue(0)}");
        }

        return values;
    }
}
