using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ExhibitionCrm.Tests;

/// <summary>
/// A collector of telemetry on the loopback interface that speaks OTLP, http/protobuf and gRPC, and keeps what it
/// received.
/// </summary>
public sealed class TelemetryCollector : IAsyncDisposable
{
    private const int GrpcFrameLength = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<TelemetrySpan> _spans = new();
    private readonly ConcurrentQueue<TelemetryMetric> _metrics = new();
    private readonly ConcurrentQueue<TelemetryLog> _logs = new();
    private readonly WebApplication _app;

    private TelemetryCollector(WebApplication app)
    {
        _app = app;
        Map("/v1/traces", "/opentelemetry.proto.collector.trace.v1.TraceService/Export", Telemetry.Spans, _spans);
        Map("/v1/metrics", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", Telemetry.Metrics, _metrics);
        Map("/v1/logs", "/opentelemetry.proto.collector.logs.v1.LogsService/Export", Telemetry.Logs, _logs);
    }

    /// <summary>For the protocol http/protobuf.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>For the protocol grpc.</summary>
    public Uri GrpcEndpoint { get; private set; } = null!;

    /// <summary>In the order in which they came, as are <see cref="Metrics"/> and <see cref="Logs"/>.</summary>
    public IReadOnlyList<TelemetrySpan> Spans => [.. _spans];

    public IReadOnlyList<TelemetryMetric> Metrics => [.. _metrics];

    public IReadOnlyList<TelemetryLog> Logs => [.. _logs];

    /// <summary>The settings of a program that sends its telemetry here, at once rather than every few seconds.</summary>
    public IReadOnlyDictionary<string, string?> Settings => SettingsFor("http/protobuf");

    /// <param name="port">Of <see cref="Endpoint"/>; 0 for any that is free.</param>
    /// <param name="grpcPort">Of <see cref="GrpcEndpoint"/>; 0 for any that is free.</param>
    public static async Task<TelemetryCollector> StartAsync(int port = 0, int grpcPort = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Listen(IPAddress.Loopback, grpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var collector = new TelemetryCollector(builder.Build());
        await collector._app.StartAsync();
        var addresses = collector._app.Urls.Select(url => new Uri(url)).ToList();
        (collector.Endpoint, collector.GrpcEndpoint) = (addresses[0], addresses[1]);
        return collector;
    }

    /// <param name="protocol">grpc or http/protobuf.</param>
    public IReadOnlyDictionary<string, string?> SettingsFor(string protocol) => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? GrpcEndpoint : Endpoint).ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>The first span that fits, which may have come already.</summary>
    public Task<TelemetrySpan> WaitForSpanAsync(Func<TelemetrySpan, bool> fits, TimeSpan? patience = null) =>
        WaitAsync(_spans, fits, span => $"{span.Service}: {span.Name}", patience);

    public Task<TelemetryLog> WaitForLogAsync(Func<TelemetryLog, bool> fits, TimeSpan? patience = null) =>
        WaitAsync(_logs, fits, log => $"{log.Service}: {log.Body}", patience);

    public Task<TelemetryMetric> WaitForMetricAsync(Func<TelemetryMetric, bool> fits, TimeSpan? patience = null) =>
        WaitAsync(_metrics, fits, metric => $"{metric.Service}: {metric.Name}", patience);

    /// <summary>The spans of one trace that have come so far.</summary>
    public IReadOnlyList<TelemetrySpan> Trace(string traceId) => [.. _spans.Where(span => span.TraceId == traceId)];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<T> WaitAsync<T>(IReadOnlyCollection<T> received, Func<T, bool> fits, Func<T, string> describe, TimeSpan? patience)
        where T : class
    {
        for (var end = DateTime.UtcNow + (patience ?? Patience); ; await Task.Delay(30))
        {
            if (received.FirstOrDefault(fits) is { } found)
            {
                return found;
            }

            if (DateTime.UtcNow > end)
            {
                Assert.Fail($"Waited in vain; what came: {string.Join(", ", received.Select(describe).Distinct())}");
            }
        }
    }

    private void Map<T>(string path, string grpcMethod, Func<ByteString, IEnumerable<T>> read, ConcurrentQueue<T> received)
    {
        _app.MapPost(path, async (HttpRequest request) => Keep(read(await ByteString.FromStreamAsync(request.Body)), received));
        _app.MapPost(grpcMethod, async (HttpContext context) =>
        {
            Keep(read(await ReadGrpcAsync(context.Request)), received);
            await AnswerGrpcAsync(context.Response);
        });
    }

    private static void Keep<T>(IEnumerable<T> items, ConcurrentQueue<T> received)
    {
        foreach (var item in items.ToList())
        {
            received.Enqueue(item);
        }
    }

    // A byte that says whether it is compressed, which this exporter's messages are not, and four of length.
    private static async Task<ByteString> ReadGrpcAsync(HttpRequest request)
    {
        var body = await ByteString.FromStreamAsync(request.Body);
        var length = BinaryPrimitives.ReadInt32BigEndian(body.Span[1..GrpcFrameLength]);
        return ByteString.CopyFrom(body.Span.Slice(GrpcFrameLength, length));
    }

    private static async Task AnswerGrpcAsync(HttpResponse response)
    {
        response.ContentType = "application/grpc";
        response.DeclareTrailer("grpc-status");
        await response.Body.WriteAsync(new byte[GrpcFrameLength]);
        response.AppendTrailer("grpc-status", "0");
    }
}
