using System.Runtime.InteropServices;
using ExhibitionCrm.Bench;
using Npgsql;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var options = BenchOptions.Parse(args);
    if (Build.Configuration != "Release")
    {
        Console.WriteLine("Built without optimization: use dotnet run -c Release, or the figures mean nothing.");
    }

    await RunAsync(options, stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is ArgumentException or InvalidOperationException or HttpRequestException or NpgsqlException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    Console.WriteLine("Stopping.");
    stop.Cancel();
}

static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
{
    Report report;
    await using (var site = await Site.PrepareAsync(cancellationToken))
    {
        report = new Report(options, await site.DatabaseVersionAsync(cancellationToken));
        if (Scenario.AllKeys.Append(Scans.Key).Any(options.Includes))
        {
            await MeasureAsync(site, options, report, cancellationToken);
        }
        else if (options.Includes(Scale.Key) || options.Includes(Costs.Key))
        {
            await MeasureScaleAsync(site, options, report, cancellationToken);
        }
    }

    if (options.Includes(ColdStart.Key))
    {
        report.Add(await ColdStart.MeasureAsync(cancellationToken));
    }

    Console.WriteLine($"\n{report.Write()}");
    if (options.Output is { } file)
    {
        await File.WriteAllTextAsync(file, report.Write(), cancellationToken);
    }
}

static async Task<IReadOnlyList<(string Id, string Name)>> SeedAsync(Site site, BenchOptions options, CancellationToken cancellationToken)
{
    const int sampleSize = 10_000;
    await Seed.FillAsync(site.ConnectionString, options.Customers, options.Exhibitions, cancellationToken);
    return await Seed.SampleAsync(site.ConnectionString, sampleSize, ofTheLast: options.Exhibitions > 1, cancellationToken);
}

static async Task MeasureScaleAsync(Site site, BenchOptions options, Report report, CancellationToken cancellationToken)
{
    if (!OperatingSystem.IsLinux())
    {
        Console.WriteLine("Not measured: only Linux tells each program's processor time in the way that this reads it.");
        return;
    }

    var sample = await SeedAsync(site, options, cancellationToken);
    if (options.Includes(Scale.Key))
    {
        await foreach (var line in Scale.MeasureAsync(site, Scenario.OfACounter(sample), options, cancellationToken))
        {
            report.Add(line);
        }
    }

    if (options.Includes(Costs.Key))
    {
        await MeasureCostsAsync(site, sample, options, report, cancellationToken);
    }
}

static async Task MeasureCostsAsync(
    Site site, IReadOnlyList<(string Id, string Name)> sample, BenchOptions options, Report report, CancellationToken cancellationToken)
{
    report.Add(await Costs.OfSeededAsync(site, options, cancellationToken));
    await foreach (var line in Costs.OfRequestsAsync(site, sample, options, cancellationToken))
    {
        report.Add(line);
    }

    await foreach (var line in Costs.OfMailsAsync(site, options, cancellationToken))
    {
        report.Add(line);
    }
}

static async Task MeasureAsync(Site site, BenchOptions options, Report report, CancellationToken cancellationToken)
{
    var sample = await SeedAsync(site, options, cancellationToken);
    await PgBenchScripts.NumberCustomersAsync(site.ConnectionString, cancellationToken);
    await site.StartWebAsync(cancellationToken);

    using var browsers = new Browsers();
    await browsers.SignInAsync(site.Url, site.Password, options.Connections.Max(), cancellationToken);
    var pgBench = new PgBench(site, options);
    foreach (var scenario in Scenario.All(sample, options.Customers / options.Exhibitions).Where(s => options.Includes(s.Key)))
    {
        var scripts = await pgBench.RecordAsync(scenario, browsers[0], cancellationToken);
        foreach (var connections in options.Connections.Select(n => Math.Min(n, scenario.MostConnections)).Distinct())
        {
            var web = await Load.MeasureAsync(scenario, browsers.Take(connections), [site.Web], options, cancellationToken);
            report.Add(new Line(scenario, connections, web, await pgBench.MeasureAsync(scenario, scripts, connections, cancellationToken)));
        }
    }

    if (options.Includes(Scans.Key))
    {
        report.Add(await Scans.MeasureAsync(site, [.. sample.Select(customer => customer.Id)], cancellationToken));
    }
}
