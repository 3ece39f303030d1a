using System.Diagnostics;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// The program's own spans, under the source "ExhibitionCrm". Telemetry leaves the machine, so neither they nor their tags
/// name people: no names, addresses or numbers, nor IDs of customers.
/// </summary>
internal static class CrmTraces
{
    private static readonly ActivitySource Source = new(ServiceDefaultsExtensions.TelemetryName);

    /// <param name="run">Gets the span, or null while nobody listens. One that throws fails it.</param>
    public static async Task<T> WithinSpanAsync<T>(string name, Func<System.Diagnostics.Activity?, Task<T>> run)
    {
        using var span = Source.StartActivity(name);
        try
        {
            return await run(span);
        }
        catch (Exception e)
        {
            span.Fail(CommandFailedException.KindOf(e));
            throw;
        }
    }

    /// <param name="error">A kind of error: an exception's type or a code.</param>
    public static void Fail(this System.Diagnostics.Activity? span, string error) =>
        span?.SetStatus(ActivityStatusCode.Error, error).SetTag("error.type", error);
}
