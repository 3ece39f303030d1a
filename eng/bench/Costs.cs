using System.Diagnostics;
using System.Runtime.CompilerServices;
using ExhibitionCrm.AppHost;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>What a kind of request took of one web process and the database.</summary>
/// <param name="Database">Processor time for one request.</param>
/// <param name="Wal">Bytes of write-ahead log for one request.</param>
/// <param name="Growth">Bytes, with indexes, that tables grew by for one request; the largest first, none that grew by less than one.</param>
/// <param name="PgBenchRate">What the database alone reaches with the same SQL; only of a bill.</param>
internal sealed record CostLine(
    Scenario Scenario, Measurement Web, TimeSpan Database, double Wal, IReadOnlyList<(string Table, double Bytes)> Growth, double? PgBenchRate);

/// <summary>How fast a full queue of mails is sent.</summary>
/// <param name="Delay">From a mail's end until the mail server accepts it.</param>
/// <param name="Rate">Mails a second of all processes.</param>
/// <param name="Web">Processor time for one mail.</param>
/// <param name="Database">Processor time for one mail.</param>
internal sealed record MailLine(int Processes, TimeSpan Delay, double Rate, TimeSpan Web, TimeSpan Database);

/// <summary>What one request and one mail cost, to reckon from; on Linux.</summary>
internal static class Costs
{
    public const string Key = "costs";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    // What a counter does; the ones that change data last.
    private static readonly string[] Requests = ["find-id", "customer", "counter-find", "hints", "list", "search-name", "register", "bill"];
    private static readonly TimeSpan[] Delays = [TimeSpan.Zero, TimeSpan.FromMilliseconds(200)];

    public static async IAsyncEnumerable<CostLine> OfRequestsAsync(
        Site site, IReadOnlyList<(string Id, string Name)> sample, BenchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await PgBenchScripts.NumberCustomersAsync(site.ConnectionString, cancellationToken);
        await site.StartWebAsync(cancellationToken);
        using var browsers = new Browsers();
        await browsers.SignInAsync(site.Url, site.Password, options.Connections.Max(), cancellationToken);
        var scenarios = Scenario.All(sample, options.Customers / options.Exhibitions).Where(s => Requests.Contains(s.Key)).ToList();

        // A new process compiles for most of a minute what all of them have in common, which the first would be charged with.
        foreach (var scenario in scenarios)
        {
            await MeasureAsync(scenario, site, browsers, options, options.WarmUp, cancellationToken);
        }

        foreach (var scenario in scenarios)
        {
            yield return await OfAsync(scenario, site, browsers, options, cancellationToken);
        }

        await site.StopWebAsync();
    }

    /// <summary>Bytes with indexes for each of the seeded customers, by table; none of less than one.</summary>
    public static async Task<IReadOnlyList<(string Table, double Bytes)>> OfSeededAsync(Site site, BenchOptions options, CancellationToken cancellationToken) =>
        PerOne((await SizesAsync(site, cancellationToken)).Select(table => (table.Key, table.Value)), options.Customers);

    public static async IAsyncEnumerable<MailLine> OfMailsAsync(
        Site site, BenchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var processes in new[] { options.Processes.Min(), options.Processes.Max() }.Distinct())
        {
            foreach (var delay in Delays)
            {
                yield return await OfMailsAsync(site, processes, delay, options, cancellationToken);
            }
        }
    }

    private static async Task<CostLine> OfAsync(Scenario scenario, Site site, Browsers browsers, BenchOptions options, CancellationToken cancellationToken)
    {
        // Each customer that pgbench registers would be a possible duplicate of all before, the program's are different people.
        var pgBench = new PgBench(site, options);
        var scripts = scenario.Key == "bill" ? await pgBench.RecordAsync(scenario, browsers[0], cancellationToken) : [];
        await MeasureAsync(scenario, site, browsers, options, options.WarmUp, cancellationToken);
        var server = await ProcessTimes.ServerAsync(site, cancellationToken);
        var (before, wal, processor) = (await SizesAsync(site, cancellationToken), await WalAsync(site, cancellationToken), ProcessTimes.Of(server));
        var web = await MeasureAsync(scenario, site, browsers, options, options.Duration, cancellationToken);
        var (used, written) = (ProcessTimes.Of(server) - processor, await WalAsync(site, cancellationToken) - wal);
        var grown = (await SizesAsync(site, cancellationToken)).Select(table => (table.Key, table.Value - before[table.Key]));
        return new CostLine(
            scenario, web, used / web.Requests, (double)written / web.Requests, PerOne(grown, web.Requests),
            await pgBench.MeasureAsync(scenario, scripts, options.Connections.Max(), cancellationToken));
    }

    private static Task<Measurement> MeasureAsync(
        Scenario scenario, Site site, Browsers browsers, BenchOptions options, TimeSpan duration, CancellationToken cancellationToken) => Load.MeasureAsync(
            scenario, browsers.Take(options.Connections.Max()), [site.Web], options with { Duration = duration, WarmUp = TimeSpan.Zero }, cancellationToken);

    private static IReadOnlyList<(string Table, double Bytes)> PerOne(IEnumerable<(string Table, long Bytes)> tables, int count) =>
        [.. tables.Select(table => (table.Table, Bytes: (double)table.Bytes / count)).Where(table => table.Bytes >= 1).OrderByDescending(table => table.Bytes)];

    private static async Task<MailLine> OfMailsAsync(Site site, int processes, TimeSpan delay, BenchOptions options, CancellationToken cancellationToken)
    {
        await QueueAllAsync(site, cancellationToken);
        await using var server = new SmtpServer(delay);
        var webs = Enumerable.Range(0, processes).Select(_ => site.StartWeb(Ports.FindFree(), site.WebConnectionString, server.Port)).ToList();
        try
        {
            await UntilAsync(() => server.Mails > 0, cancellationToken);
            await Task.Delay(options.WarmUp, cancellationToken);
            var postgres = await ProcessTimes.ServerAsync(site, cancellationToken);
            TimeSpan OfWebs() => webs.Aggregate(TimeSpan.Zero, (sum, web) => sum + web.ProcessorTime());
            var (mails, ofWebs, ofDatabase, clock) = (server.Mails, OfWebs(), ProcessTimes.Of(postgres), Stopwatch.StartNew());
            await UntilAsync(() => clock.Elapsed >= options.Duration || server.Mails >= options.Customers, cancellationToken);
            var sent = server.Mails - mails;
            return new MailLine(
                processes, delay, sent / clock.Elapsed.TotalSeconds, (OfWebs() - ofWebs) / sent, (ProcessTimes.Of(postgres) - ofDatabase) / sent);
        }
        finally
        {
            foreach (var web in webs)
            {
                await web.DisposeAsync();
            }
        }
    }

    private static async Task UntilAsync(Func<bool> isTrue, CancellationToken cancellationToken)
    {
        while (!isTrue())
        {
            await Task.Delay(Look, cancellationToken);
        }
    }

    private static async Task QueueAllAsync(Site site, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        string[] statements =
        [
            "update outbox_messages set state = 'Queued', attempts = 0, sent_at = null, due_at = now()",
            "update customers set mail_state = 'Queued'",
            "vacuum (analyze) customers, outbox_messages, mail_attempts",
        ];
        foreach (var statement in statements)
        {
            await using var command = database.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<Dictionary<string, long>> SizesAsync(Site site, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        await using var command = database.CreateCommand(
            "select relname::text, pg_total_relation_size(oid) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sizes = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sizes.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return sizes;
    }

    private static async Task<long> WalAsync(Site site, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(site.ConnectionString);
        await using var command = database.CreateCommand("select (pg_current_wal_insert_lsn() - '0/0')::bigint");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
