using System.Globalization;
using Google.Protobuf;

namespace ExhibitionCrm.Tests;

/// <summary>A span as a collector received it. IDs are in hexadecimal digits; <paramref name="ParentId"/> is empty for the first of a trace.</summary>
/// <param name="Status">0 unset, 1 well, 2 an error.</param>
/// <param name="Source">The activity source, or library, that made it.</param>
public sealed record TelemetrySpan(
    string Service, string Source, string Name, string TraceId, string Id, string ParentId, SpanKind Kind, int Status, string StatusText,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Events)
{
    public bool IsError => Status == 2;
}

public enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>A log record as a collector received it. The IDs are empty where it belongs to no trace.</summary>
public sealed record TelemetryLog(
    string Service, string Category, string Severity, string Body, string TraceId, string SpanId, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A metric as a collector received it, once an export.</summary>
/// <param name="Sum">Of a counter's whole-number points; else 0.</param>
public sealed record TelemetryMetric(string Service, string Meter, string Name, long Sum);

/// <summary>Reads OTLP's export requests, by the field numbers of its published definitions.</summary>
internal static class Telemetry
{
    public static IEnumerable<TelemetrySpan> Spans(ByteString request) => Items(request).Select(i => new TelemetrySpan(
        i.Service, i.Scope, i.Item.Text(5), i.Item.Hex(1), i.Item.Hex(2), i.Item.Hex(4), (SpanKind)i.Item.Number(6),
        (int)i.Item.Message(15).Number(3), i.Item.Message(15).Text(2), Attributes(i.Item, 9),
        [.. i.Item.Messages(11).Select(e => $"{e.Text(2)} {string.Join(' ', Attributes(e, 3))}")]));

    public static IEnumerable<TelemetryMetric> Metrics(ByteString request) => Items(request).Select(i => new TelemetryMetric(
        i.Service, i.Scope, i.Item.Text(1), i.Item.Message(7).Messages(1).Sum(point => (long)point.Number(6))));

    public static IEnumerable<TelemetryLog> Logs(ByteString request) => Items(request).Select(i => new TelemetryLog(
        i.Service, i.Scope, i.Item.Text(3), Value(i.Item.Message(5)), i.Item.Hex(9), i.Item.Hex(10), Attributes(i.Item, 6)));

    // All three requests nest alike: by resource, then by scope.
    private static IEnumerable<(string Service, string Scope, ProtoMessage Item)> Items(ByteString request) =>
        from resource in new ProtoMessage(request).Messages(1)
        from scope in resource.Messages(2)
        from item in scope.Messages(2)
        select (Attributes(resource.Message(1), 1).GetValueOrDefault("service.name", ""), scope.Message(1).Text(1), item);

    private static Dictionary<string, string> Attributes(ProtoMessage message, int field)
    {
        var attributes = new Dictionary<string, string>();
        foreach (var pair in message.Messages(field))
        {
            attributes[pair.Text(1)] = Value(pair.Message(2));
        }

        return attributes;
    }

    private static string Value(ProtoMessage value) =>
        value.Has(2) ? value.Number(2) == 1 ? "true" : "false"
        : value.Has(3) ? ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture)
        : value.Has(4) ? BitConverter.UInt64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture)
        : value.Has(5) ? string.Join(", ", value.Message(5).Messages(1).Select(Value))
        : value.Text(1);
}
