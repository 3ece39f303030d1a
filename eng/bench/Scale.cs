using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ExhibitionCrm.AppHost;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>What the counter's mix took with several web processes behind nginx.</summary>
/// <param name="Nginx">Processor time for one request.</param>
/// <param name="Pooler">Processor time for one request.</param>
/// <param name="Database">Processor time for one request.</param>
/// <param name="Connections">The database's, from web processes or the pooler, while they were at work.</param>
internal sealed record ScaleLine(
    int Processes, Pooling Pooling, Measurement Web, TimeSpan Nginx, TimeSpan Pooler, TimeSpan Database, long Connections);

/// <summary>Whether PgBouncer stands between web processes and database; in transaction mode.</summary>
internal enum Pooling
{
    None,
    Pooled,

    /// <summary>The pooler knows statements by name and prepares them where they are needed, so the program prepares.</summary>
    PooledAndPrepared,
}

/// <summary>
/// Several web processes, nginx in front of them, and a pooler behind them: what each costs. All share the processors with the
/// client, so that the rate says little about several machines, and the processor time for one request what they would carry.
/// </summary>
internal static partial class Scale
{
    public const string Key = "scale";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // The first that keeps prepared statements apart in transaction mode.
    private static readonly Version Prepares = new(1, 21);

    public static async IAsyncEnumerable<ScaleLine> MeasureAsync(
        Site site, Scenario scenario, BenchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (IsMissing("nginx") || !OperatingSystem.IsLinux())
        {
            yield break;
        }

        foreach (var processes in options.Processes)
        {
            yield return await MeasureAsync(site, scenario, processes, Pooling.None, options, cancellationToken);
        }

        if (IsMissing(options.Pooler))
        {
            yield break;
        }

        yield return await MeasureAsync(site, scenario, options.Processes.Max(), Pooling.Pooled, options, cancellationToken);
        var version = await VersionAsync(options.Pooler, cancellationToken);
        if (version < Prepares)
        {
            Console.WriteLine($"Not measured: prepared statements through PgBouncer {version}, which has them from {Prepares} on.");
            yield break;
        }

        yield return await MeasureAsync(site, scenario, options.Processes.Max(), Pooling.PooledAndPrepared, options, cancellationToken);
    }

    [SupportedOSPlatform("linux")]
    private static async Task<ScaleLine> MeasureAsync(
        Site site, Scenario scenario, int processes, Pooling pooling, BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("exhibition-crm-scale-");
        // The pooler gives up being root before it reads its file again.
        folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var started = new List<StartedProgram>();
        try
        {
            var database = new NpgsqlConnectionStringBuilder(site.WebConnectionString);
            var poolers = new List<StartedProgram>();
            if (pooling != Pooling.None)
            {
                await SetForSessionsAsync(site, pooling, cancellationToken);
                var port = Ports.FindFree();
                poolers.Add(StartPooler(options.Pooler, folder.FullName, database, port, pooling));
                database.Port = port;
            }

            started.AddRange(poolers);
            var ports = Enumerable.Range(0, processes).Select(_ => Ports.FindFree()).ToList();
            var webs = ports.Select(port => site.StartWeb(port, database.ConnectionString)).ToList();
            started.AddRange(webs);
            foreach (var (web, port) in webs.Zip(ports))
            {
                await UntilHealthyAsync(web, port, cancellationToken);
            }

            var connections = options.Connections.Max();
            var edge = Ports.FindFree();
            var nginx = StartNginx(folder.FullName, edge, ports, connections);
            started.Add(nginx);
            await UntilHealthyAsync(nginx, edge, cancellationToken);

            using var browsers = new Browsers();
            await browsers.SignInAsync(new Uri($"http://127.0.0.1:{edge}"), site.Password, connections, cancellationToken);

            // Each process has code to compile, and a part of the requests to find out which.
            var warmUp = options with { Duration = options.WarmUp * processes, WarmUp = TimeSpan.Zero };
            await Load.MeasureAsync(scenario, browsers.Take(connections), webs, warmUp, cancellationToken);
            var server = await ProcessTimes.ServerAsync(site, cancellationToken);
            TimeSpan OfPoolers() => poolers.Aggregate(TimeSpan.Zero, (sum, pooler) => sum + ProcessTimes.Of(pooler.Id));
            var (ofNginx, ofPoolers, ofDatabase) = (ProcessTimes.Of(nginx.Id), OfPoolers(), ProcessTimes.Of(server));
            var measuring = Load.MeasureAsync(scenario, browsers.Take(connections), webs, options with { WarmUp = TimeSpan.Zero }, cancellationToken);
            await Task.Delay(options.Duration / 2, cancellationToken);
            var used = await CountConnectionsAsync(site, cancellationToken);
            var measured = await measuring;
            return new ScaleLine(
                processes, pooling, measured, (ProcessTimes.Of(nginx.Id) - ofNginx) / measured.Requests, (OfPoolers() - ofPoolers) / measured.Requests,
                (ProcessTimes.Of(server) - ofDatabase) / measured.Requests, used);
        }
        finally
        {
            started.Reverse();
            foreach (var program in started)
            {
                await program.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }
    }

    private static bool IsMissing(string program)
    {
        var isThere = File.Exists(program)
            || Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));
        if (!isThere)
        {
            Console.WriteLine($"Not measured: {program} is not installed.");
        }

        return !isThere;
    }

    private static async Task<Version> VersionAsync(string pooler, CancellationToken cancellationToken) =>
        Version.Parse(VersionOfPooler().Match(await Programs.RunAsync(pooler, ["--version"], [], cancellationToken)).Groups[1].Value);

    /// <summary>What a web process asks of each session of its own: from a pooler's, it is the database's to say.</summary>
    private static async Task SetForSessionsAsync(Site site, Pooling pooling, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        var settings = new Dictionary<string, string>
        {
            ["random_page_cost"] = "1.1",
            ["jit"] = "off",
            ["enable_seqscan"] = "off",
            ["crm.session"] = pooling == Pooling.PooledAndPrepared ? "own" : "",
        };
        foreach (var (name, value) in settings)
        {
            await using var command = database.CreateCommand($"alter database {new NpgsqlConnectionStringBuilder(site.ConnectionString).Database} set {name} = '{value}'");
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task UntilHealthyAsync(StartedProgram program, int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), DefaultRequestHeaders = { Host = "localhost" } };
        if (await Wait.UntilOkAsync(http, "/health", program, Patience, cancellationToken) is null)
        {
            throw new InvalidOperationException($"{program.Process.StartInfo.FileName} does not become healthy:\n{program.Output}");
        }
    }

    private static StartedProgram StartNginx(string folder, int port, IEnumerable<int> webs, int connections)
    {
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            error_log stderr;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              proxy_buffers 16 32k;
              keepalive_requests 1000000;
              upstream web {
                {{string.Join("\n    ", webs.Select(web => $"server 127.0.0.1:{web};"))}}
                keepalive {{connections}};
                keepalive_requests 1000000;
              }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://web;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $host;
                  proxy_set_header X-Forwarded-For $remote_addr;
                  proxy_set_header X-Forwarded-Proto $scheme;
                }
              }
            }
            """);
        return Programs.Start("nginx", ["-e", "stderr", "-c", file], []);
    }

    private static StartedProgram StartPooler(
        string program, string folder, NpgsqlConnectionStringBuilder database, int port, Pooling pooling)
    {
        var file = Path.Combine(folder, "pgbouncer.ini");
        File.WriteAllText(file, $"""
            [databases]
            {database.Database} = host={database.Host} port={database.Port} user={database.Username} password={database.Password}
            [pgbouncer]
            {(Environment.UserName == "root" ? "user = nobody" : "")}
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 20
            max_client_conn = 1000
            ignore_startup_parameters = options
            {(pooling == Pooling.PooledAndPrepared ? "max_prepared_statements = 200" : "")}
            """);
        return Programs.Start(program, [file], []);
    }

    private static async Task<long> CountConnectionsAsync(Site site, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        await using var command = database.CreateCommand(
            $"select count(*) from pg_stat_activity where backend_type = 'client backend' and application_name <> '{SqlCapture.OwnName}'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    [GeneratedRegex(@"PgBouncer ([\d.]+)")]
    private static partial Regex VersionOfPooler();
}
