using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ExhibitionCrm.AppHost;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>What the counter's mix took with several web processes behind nginx.</summary>
/// <param name="IsPooled">Whether PgBouncer stands between them and the database.</param>
/// <param name="Nginx">Processor time for one request.</param>
/// <param name="Database">Processor time for one request.</param>
/// <param name="Connections">The database's, from web processes or the pooler, while they were at work.</param>
internal sealed record ScaleLine(int Processes, bool IsPooled, Measurement Web, TimeSpan Nginx, TimeSpan Database, long Connections);

/// <summary>
/// Several web processes, nginx in front of them, and a pooler behind them: what each costs. All share the processors with the
/// client, so that the rate says little about several machines, and the processor time for one request what they would carry.
/// </summary>
internal static partial class Scale
{
    public const string Key = "scale";
    private const int Connections = 32;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly (int Processes, bool IsPooled)[] Settings = [(1, false), (2, false), (4, false), (4, true)];

    public static async IAsyncEnumerable<ScaleLine> MeasureAsync(
        Site site, Scenario scenario, BenchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            Console.WriteLine("Not measured: only Linux tells each program's processor time in the way that this reads it.");
            yield break;
        }

        foreach (var (processes, isPooled) in Settings)
        {
            if (!IsMissing(isPooled ? ["nginx", "pgbouncer"] : ["nginx"]))
            {
                yield return await MeasureAsync(site, scenario, processes, isPooled, options, cancellationToken);
            }
        }
    }

    [SupportedOSPlatform("linux")]
    private static async Task<ScaleLine> MeasureAsync(
        Site site, Scenario scenario, int processes, bool isPooled, BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("exhibition-crm-scale-");
        // The pooler gives up being root before it reads its file again.
        folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var started = new List<StartedProgram>();
        try
        {
            var database = new NpgsqlConnectionStringBuilder(site.WebConnectionString);
            if (isPooled)
            {
                var port = Ports.FindFree();
                started.Add(StartPooler(folder.FullName, database, port));
                database.Port = port;
            }

            var ports = Enumerable.Range(0, processes).Select(_ => Ports.FindFree()).ToList();
            var webs = ports.Select(port => site.StartWeb(port, database.ConnectionString)).ToList();
            started.AddRange(webs);
            foreach (var (web, port) in webs.Zip(ports))
            {
                await UntilHealthyAsync(web, port, cancellationToken);
            }

            var edge = Ports.FindFree();
            var nginx = StartNginx(folder.FullName, edge, ports);
            started.Add(nginx);
            await UntilHealthyAsync(nginx, edge, cancellationToken);

            using var browsers = new Browsers();
            await browsers.SignInAsync(new Uri($"http://127.0.0.1:{edge}"), site.Password, Connections, cancellationToken);

            // Each process has code to compile, and a part of the requests to find out which.
            var warmUp = options with { Duration = options.WarmUp * processes, WarmUp = TimeSpan.Zero };
            await Load.MeasureAsync(scenario, browsers.Take(Connections), webs, warmUp, cancellationToken);
            var server = await ServerAsync(site, cancellationToken);
            var (ofNginx, ofDatabase) = (ProcessorOf(nginx.Id), ProcessorOf(server));
            var measuring = Load.MeasureAsync(scenario, browsers.Take(Connections), webs, options with { WarmUp = TimeSpan.Zero }, cancellationToken);
            await Task.Delay(options.Duration / 2, cancellationToken);
            var connections = await CountConnectionsAsync(site, cancellationToken);
            var measured = await measuring;
            return new ScaleLine(
                processes, isPooled, measured, (ProcessorOf(nginx.Id) - ofNginx) / measured.Requests, (ProcessorOf(server) - ofDatabase) / measured.Requests,
                connections);
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

    private static bool IsMissing(string[] programs)
    {
        foreach (var program in programs)
        {
            if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program))))
            {
                Console.WriteLine($"Not measured: {program} is not installed.");
                return true;
            }
        }

        return false;
    }

    private static async Task UntilHealthyAsync(StartedProgram program, int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), DefaultRequestHeaders = { Host = "localhost" } };
        if (await Wait.UntilOkAsync(http, "/health", program, Patience, cancellationToken) is null)
        {
            throw new InvalidOperationException($"{program.Process.StartInfo.FileName} does not become healthy:\n{program.Output}");
        }
    }

    private static StartedProgram StartNginx(string folder, int port, IEnumerable<int> webs)
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
                keepalive {{Connections}};
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

    private static StartedProgram StartPooler(string folder, NpgsqlConnectionStringBuilder database, int port)
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
            """);
        return Programs.Start("pgbouncer", [file], []);
    }

    private static async Task<long> CountConnectionsAsync(Site site, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        await using var command = database.CreateCommand(
            $"select count(*) from pg_stat_activity where backend_type = 'client backend' and application_name <> '{SqlCapture.OwnName}'");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<int> ServerAsync(Site site, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        await using var command = database.CreateCommand("select pg_backend_pid()");
        return int.Parse(Fields((int)(await command.ExecuteScalarAsync(cancellationToken))!)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Of a program, of those that it started, and of those of these that have ended.</summary>
    private static TimeSpan ProcessorOf(int program) => Tick * (
        Ticks(program, 4) + Children(program).Sum(child => Ticks(child, 2)));

    private static IEnumerable<int> Children(int program) =>
        File.ReadAllText($"/proc/{program}/task/{program}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    // The program's own in user and kernel mode, then its ended children's.
    private static long Ticks(int process, int count)
    {
        try
        {
            return Fields(process).Skip(11).Take(count).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // Of proc(5)'s stat from the third on; the second is in brackets and may hold anything.
    private static string[] Fields(int process) => Beginning().Replace(File.ReadAllText($"/proc/{process}/stat"), "").Split(' ');

    [GeneratedRegex(@"^.*\) ", RegexOptions.Singleline)]
    private static partial Regex Beginning();
}
