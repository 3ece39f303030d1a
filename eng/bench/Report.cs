using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ExhibitionCrm.Bench;

/// <summary>A line of the table: the web program's figures and, where there is one, the database's own rate.</summary>
internal sealed record Line(Scenario Scenario, int Connections, Measurement Web, double? PgBenchRate);

/// <summary>The table, with what is to be reached beside what was.</summary>
internal sealed class Report(BenchOptions options, string databaseVersion)
{
    private const int SmallScale = 10_000;
    private const int LargeScale = 1_000_000;
    private const int TargetConnections = 16;
    private const long Megabyte = 1_000_000;
    private const long MostMemory = 250 * Megabyte;
    private static readonly TimeSpan FastPage = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FastPageOfMany = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan FastExport = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan FirstStart = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NextStart = TimeSpan.FromSeconds(8);

    private readonly List<Line> _lines = [];
    private readonly List<ScaleLine> _scale = [];
    private readonly List<MailLine> _mails = [];
    private readonly List<CostLine> _costs = [];
    private IReadOnlyList<(string Table, double Bytes)> _seeded = [];
    private IReadOnlyList<ScanTimes> _scans = [];
    private (TimeSpan First, TimeSpan Second)? _start;

    public void Add(Line line)
    {
        _lines.Add(line);
        Console.WriteLine(Row(line));
    }

    public void Add(ScaleLine line)
    {
        _scale.Add(line);
        Console.WriteLine(Row(line));
    }

    public void Add(MailLine line)
    {
        _mails.Add(line);
        Console.WriteLine(Row(line));
    }

    public void Add(IReadOnlyList<(string Table, double Bytes)> seeded) => _seeded = seeded;

    public void Add(CostLine line)
    {
        _costs.Add(line);
        Console.WriteLine(Row(line));
    }

    public void Add(IReadOnlyList<ScanTimes> scans)
    {
        _scans = scans;
        _scans.Select(Sentence).ToList().ForEach(Console.WriteLine);
    }

    public void Add((TimeSpan First, TimeSpan Second)? start) => _start = start;

    public string Write()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {options.Customers:N0} customers, {options.Customers * (long)Seed.BillsEach:N0} bills");
        text.AppendLine().AppendLine(Machine()).AppendLine().AppendLine(Method()).AppendLine();
        if (_lines.Count > 0)
        {
            text.AppendLine(Heading);
            _lines.ForEach(line => text.AppendLine(Row(line)));
            var peak = _lines.Max(line => line.Web.PeakMemory);
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture,
                $"Peak memory of the web process throughout: {Megabytes(peak)} MB (to stay under {Megabytes(MostMemory)} MB: {YesNo(peak < MostMemory)}).");
        }

        if (_scale.Count > 0)
        {
            text.AppendLine("A counter's mix: three finds and two customer pages for two bills and one registration. Warm-up is for each web process.").AppendLine();
            text.AppendLine(HeadingOfScale);
            _scale.ForEach(line => text.AppendLine(Row(line)));
        }

        if (_costs.Count > 0)
        {
            text.AppendLine().AppendLine(HeadingOfCosts);
            _costs.ForEach(line => text.AppendLine(Row(line)));
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture,
                $"Seeded, bytes with indexes for a customer with {Seed.BillsEach} bills: {Grown(_seeded)}.");
            text.AppendLine().AppendLine(HeadingOfMails);
            _mails.ForEach(line => text.AppendLine(Row(line)));
        }

        if (_scans.Count > 0)
        {
            text.AppendLine();
            _scans.Select(scans => $"- {Sentence(scans)}").ToList().ForEach(line => text.AppendLine(line));
        }

        if (_start is { } start)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture,
                $"AppHost with PostgreSQL as a plain process, built, from the command to the first page: {start.First.TotalSeconds:0.0} s with a new database (to stay under {FirstStart.TotalSeconds:0} s: {YesNo(start.First < FirstStart)}), {start.Second.TotalSeconds:0.0} s with the same one again (under {NextStart.TotalSeconds:0} s: {YesNo(start.Second < NextStart)}).");
        }

        return text.ToString();
    }

    private string Sentence(ScanTimes scans)
    {
        var target = options.Customers <= SmallScale ? FastPage : FastPageOfMany;
        return string.Create(CultureInfo.InvariantCulture,
            $"{scans.Times.Count} scans on {scans.From}, from the last key until the customer is on screen: {scans.At(0.5).TotalMilliseconds:0} ms at p50, {scans.At(0.95).TotalMilliseconds:0} at p95 (to stay under {target.TotalMilliseconds:0}: {YesNo(scans.At(0.95) < target)}).");
    }

    private const string Heading = """
        | what | connections | requests/s | p50, ms | p95, ms | web CPU, ms a request | web peak, MB | pgbench/s | web ÷ pgbench | to reach | reached |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |
        """;

    private const string HeadingOfScale = """
        | web processes behind nginx | requests/s | p50, ms | p95, ms | CPU of web, ms a request | of nginx | of PgBouncer | of the database | memory of web, MB | database connections |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        """;

    private const string HeadingOfCosts = """
        | one web process | requests/s | CPU of web, ms a request | of the database | written ahead, bytes a request | tables with indexes grow, bytes a request | pgbench/s |
        | --- | ---: | ---: | ---: | ---: | --- | ---: |
        """;

    private const string HeadingOfMails = """
        | web processes with a full queue | mail server takes, ms a mail | mails/s | CPU of web, ms a mail | of the database |
        | ---: | ---: | ---: | ---: | ---: |
        """;

    private static string Row(ScaleLine line) => string.Create(CultureInfo.InvariantCulture,
        $"| {Title(line)} | {Rate(line.Web.Rate)} | {line.Web.P50.TotalMilliseconds:0.0} | {line.Web.P95.TotalMilliseconds:0.0} | {line.Web.Processor.TotalMilliseconds:0.00} | {line.Nginx.TotalMilliseconds:0.00} | {line.Pooler.TotalMilliseconds:0.00} | {line.Database.TotalMilliseconds:0.00} | {Megabytes(line.Web.PeakMemory)} | {line.Connections} |");

    private static string Title(ScaleLine line) => line.Pooling switch
    {
        Pooling.Pooled => $"{line.Processes} and PgBouncer",
        Pooling.PooledAndPrepared => $"{line.Processes} and PgBouncer, prepared",
        _ => $"{line.Processes}",
    };

    private static string Row(CostLine line) => string.Create(CultureInfo.InvariantCulture,
        $"| {line.Scenario.Title} | {Rate(line.Web.Rate)} | {line.Web.Processor.TotalMilliseconds:0.00} | {line.Database.TotalMilliseconds:0.00} | {line.Wal:#,##0} | {Grown(line.Growth)} | {(line.PgBenchRate is { } r ? Rate(r) : "")} |");

    private static string Grown(IReadOnlyList<(string Table, double Bytes)> tables) =>
        string.Join(", ", tables.Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Table} {table.Bytes:#,##0}")));

    private static string Row(MailLine line) => string.Create(CultureInfo.InvariantCulture,
        $"| {line.Processes} | {line.Delay.TotalMilliseconds:0} | {Rate(line.Rate)} | {line.Web.TotalMilliseconds:0.00} | {line.Database.TotalMilliseconds:0.00} |");

    private string Row(Line line)
    {
        var (target, reached) = Target(line);
        var ratio = line.PgBenchRate is { } rate ? (line.Web.Rate / rate).ToString("0.000", CultureInfo.InvariantCulture) : "–";
        return string.Create(CultureInfo.InvariantCulture,
            $"| {Title(line)} | {line.Connections} | {Rate(line.Web.Rate)} | {line.Web.P50.TotalMilliseconds:0.0} | {line.Web.P95.TotalMilliseconds:0.0} | {line.Web.Processor.TotalMilliseconds:0.00} | {Megabytes(line.Web.PeakMemory)} | {(line.PgBenchRate is { } r ? Rate(r) : "–")} | {ratio} | {target} | {reached} |");
    }

    private static string Title(Line line) => line.Scenario.IsExport
        ? string.Create(CultureInfo.InvariantCulture, $"{line.Scenario.Title} ({line.Web.Bytes / (double)Megabyte:0.0} MB, memory grew by {Megabytes(line.Web.Growth)} MB)")
        : line.Scenario.Title;

    private (string Target, string Reached) Target(Line line) => (options.Customers, line.Connections, line.Scenario) switch
    {
        (SmallScale, TargetConnections, { TargetRate: { } rate }) => ($"{rate}/s", YesNo(line.Web.Rate >= rate)),
        (SmallScale, 1, { IsExport: true }) => ("1.5 s, growth 50 MB", YesNo(line.Web.P95 < FastExport && line.Web.Growth < 50 * Megabyte)),
        (LargeScale, 1, { StaysFast: true }) => ("p95 100 ms", YesNo(line.Web.P95 <= FastPage)),
        (LargeScale, 1, { IsExport: true }) => ("growth 150 MB", YesNo(line.Web.Growth <= 150 * Megabyte)),
        _ => ("", ""),
    };

    private string Machine() => string.Create(CultureInfo.InvariantCulture,
        $"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores and {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB of memory shared by client, web program and database; {RuntimeInformation.FrameworkDescription}, PostgreSQL {databaseVersion}, {RuntimeInformation.OSArchitecture}. The web program was built as {Build.Configuration}.");

    private string Method() => $"""
        Each line: {options.Duration.TotalSeconds:0} s after {options.WarmUp.TotalSeconds:0} s of warm-up, HTTP/1.1 over loopback on kept-alive connections, each signed in as an administrator through the form; nothing compressed; every answer checked for what it must hold. Commits are durable (fsync and synchronous_commit on).
        "Search by ID" is the list with the ID typed into its search field; the quick find is what a scanner at the counter uses, whose answer leads to the customer page. Registering and adding a bill are the forms' POSTs, up to the redirect.
        pgbench runs the SQL that the web program was seen to send for the same requests (recorded from the server's log; values of {Scenario.ManyCalls} calls, new keys for what writes), prepared, with as many clients. Of an export it only fetches the rows.
        """;

    private static string Rate(double rate) => rate.ToString(rate < 10 ? "0.00" : "#,##0", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / Megabyte).ToString(CultureInfo.InvariantCulture);

    private static string YesNo(bool reached) => reached ? "yes" : "**no**";
}
