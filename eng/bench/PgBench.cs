using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace ExhibitionCrm.Bench;

/// <summary>What the database alone reaches with a scenario's SQL.</summary>
internal sealed partial class PgBench(Site site, BenchOptions options)
{
    private const int IdsPerRun = 64_000_000;

    private readonly string _program = site.Postgres.Binaries.Program("pgbench");
    private int _runs;

    /// <summary>The scripts for a scenario; none where pgbench is not installed.</summary>
    public async Task<IReadOnlyList<string>> RecordAsync(Scenario scenario, Browser browser, CancellationToken cancellationToken)
    {
        if (!File.Exists(_program))
        {
            return [];
        }

        var next = await scenario.OpenAsync(browser, cancellationToken);
        var calls = await SqlCapture.RecordAsync(site.ConnectionString, browser, next, scenario.CallsToRecord, cancellationToken);
        var scripts = calls.Select(statements => PgBenchScripts.Write(scenario, statements, options.Customers)).Distinct().ToList();
        if (options.Scripts is { } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{scenario.Key}.sql"), scripts[0], cancellationToken);
        }

        return scripts;
    }

    /// <returns>Scenarios a second; null when pgbench is missing or could not do it, which it then has said on the terminal.</returns>
    public async Task<double?> MeasureAsync(Scenario scenario, IReadOnlyList<string> scripts, int clients, CancellationToken cancellationToken)
    {
        if (scripts.Count == 0)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("exhibition-crm-pgbench-");
        try
        {
            var files = scripts.Select((script, i) => (File: Path.Combine(folder.FullName, $"{i}.sql"), Text: script)).ToList();
            foreach (var (file, text) in files)
            {
                await File.WriteAllTextAsync(file, text, cancellationToken);
            }

            var output = await Programs.RunAsync(_program, Arguments(scenario, files.Select(f => f.File), clients), Connection(), cancellationToken);
            return double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine(e.Message);
            return null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // An export is a few large answers; everything else runs for as long as the web program did.
    private IEnumerable<string> Arguments(Scenario scenario, IEnumerable<string> files, int clients) =>
    [
        "--no-vacuum", "--protocol=prepared", $"--client={clients}", $"--jobs={Math.Min(clients, Environment.ProcessorCount)}",
        scenario.IsExport ? "--transactions=1" : $"--time={options.Duration.TotalSeconds:0}",
        "--define=n=0", $"--define=base={_runs++ % 4 * IdsPerRun}", .. files.Select(f => $"--file={f}"),
    ];

    private Dictionary<string, string> Connection()
    {
        var connection = new NpgsqlConnectionStringBuilder(site.ConnectionString);
        return new()
        {
            ["PGHOST"] = connection.Host!,
            ["PGPORT"] = $"{connection.Port}",
            ["PGUSER"] = connection.Username!,
            ["PGPASSWORD"] = connection.Password!,
            ["PGDATABASE"] = connection.Database!,
        };
    }

    [GeneratedRegex(@"^tps = ([\d.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate();
}
