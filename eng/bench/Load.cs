using System.Diagnostics;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Bench;

/// <summary>What a scenario's requests took at one number of connections.</summary>
/// <param name="Processor">The web processes' processor time for one request, which unlike the other times hardly depends on what else runs.</param>
/// <param name="Bytes">Of one answer's body, on average.</param>
/// <param name="PeakMemory">Of the web processes together, in bytes.</param>
/// <param name="MemoryBefore">Of the web processes together, in bytes.</param>
internal sealed record Measurement(
    int Requests, TimeSpan Elapsed, TimeSpan P50, TimeSpan P95, TimeSpan Processor, long Bytes, long PeakMemory, long MemoryBefore)
{
    public double Rate => Requests / Elapsed.TotalSeconds;

    public long Growth => Math.Max(0, PeakMemory - MemoryBefore);
}

/// <summary>Sends requests one after the other on each connection, for a time and at most so many.</summary>
internal static class Load
{
    private const int MostRequests = 200_000;

    public static async Task<Measurement> MeasureAsync(
        Scenario scenario, IReadOnlyList<Browser> browsers, IReadOnlyList<StartedProgram> webs, BenchOptions options, CancellationToken cancellationToken)
    {
        var lanes = new List<(Browser Browser, Func<Call> Next)>();
        foreach (var browser in browsers)
        {
            lanes.Add((browser, await scenario.OpenAsync(browser, cancellationToken)));
        }

        await RunAsync(lanes, options.WarmUp, cancellationToken);
        foreach (var web in webs)
        {
            web.ResetPeakMemory();
        }

        TimeSpan Processor() => webs.Aggregate(TimeSpan.Zero, (sum, web) => sum + web.ProcessorTime());
        var (before, processor) = (webs.Sum(Programs.Memory), Processor());
        var clock = Stopwatch.StartNew();
        var requests = await RunAsync(lanes, options.Duration, cancellationToken);
        var (elapsed, used) = (clock.Elapsed, Processor() - processor);
        var times = requests.Select(r => r.Time).Order().ToList();
        return new Measurement(
            requests.Count, elapsed, Percentile(times, 0.50), Percentile(times, 0.95), used / requests.Count, (long)requests.Average(r => r.Bytes), webs.Sum(Programs.PeakMemory), before);
    }

    /// <summary>The time within which this share of the requests was answered.</summary>
    public static TimeSpan Percentile(IReadOnlyList<TimeSpan> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    private static async Task<List<(TimeSpan Time, long Bytes)>> RunAsync(
        List<(Browser Browser, Func<Call> Next)> lanes, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var running = lanes.Select(lane => Task.Run(() => RunAsync(lane, end, MostRequests / lanes.Count, stop.Token), cancellationToken)).ToList();
        await foreach (var lane in Task.WhenEach(running))
        {
            if (!lane.IsCompletedSuccessfully)
            {
                await stop.CancelAsync();
                await lane;
            }
        }

        return [.. running.SelectMany(lane => lane.Result)];
    }

    // At least once, however long it takes.
    private static async Task<List<(TimeSpan Time, long Bytes)>> RunAsync(
        (Browser Browser, Func<Call> Next) lane, long end, int most, CancellationToken cancellationToken)
    {
        var answers = new List<(TimeSpan, long)>();
        do
        {
            var call = lane.Next();
            var start = Stopwatch.GetTimestamp();
            var answer = await lane.Browser.SendAsync(call, cancellationToken);
            answers.Add((Stopwatch.GetElapsedTime(start), answer.Length));
        }
        while (Stopwatch.GetTimestamp() < end && answers.Count < most);
        return answers;
    }
}
