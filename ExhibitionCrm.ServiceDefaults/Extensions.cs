using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every program of this system has: telemetry, health, resilience, service discovery.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>The name of the program's own meter and activity source.</summary>
    public const string TelemetryName = "ExhibitionCrm";

    public const string AlivePath = "/alive";
    public const string HealthPath = "/health";

    // All run side by side, and monitors get their answer within two seconds.
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(1.5);

    private const string LiveTag = "live";
    private const string DatabaseSection = "Aspire:Npgsql:EntityFrameworkCore:PostgreSQL";

    // The names under which OpenTelemetry asks for its HTTP clients.
    private static readonly string[] Exporters = ["OtlpTraceExporter", "OtlpMetricExporter", "OtlpLogExporter"];

    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.PostConfigure<HealthCheckServiceOptions>(health =>
        {
            foreach (var check in health.Registrations)
            {
                check.Timeout = LongestCheck;
            }
        });
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(client =>
        {
            client.AddStandardResilienceHandler();
            client.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// Maps /alive (the process answers) and /health (all that it needs does), for anyone, without details. Nobody looks at
    /// who asks, for which the database may be needed.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        // The default answer is the status word alone, marked not to be cached; 503 stands for unhealthy.
        app.MapHealthChecks(AlivePath, new() { Predicate = check => check.Tags.Contains(LiveTag) }).AllowAnonymous().DisableHttpMetrics().ShortCircuit();
        app.MapHealthChecks(HealthPath).AllowAnonymous().DisableHttpMetrics().ShortCircuit();
        return app;
    }

    /// <summary>Begins to measure and trace in a program that does not start its host, such as a command.</summary>
    public static void StartTelemetry(this IServiceProvider services)
    {
        // Hosted services do it for the others. They listen once they are made; without an endpoint there are none.
        services.GetService<MeterProvider>();
        services.GetService<TracerProvider>();
    }

    /// <summary>
    /// Sends what was seen so far, however slow the machine; a collector that does not answer is given up on after
    /// OTEL_EXPORTER_OTLP_TIMEOUT. Disposing the host sends too, but has five seconds for it.
    /// </summary>
    public static void FlushTelemetry(this IServiceProvider services)
    {
        services.GetService<TracerProvider>()?.ForceFlush();
        services.GetService<MeterProvider>()?.ForceFlush();
        services.GetService<LoggerProvider>()?.ForceFlush();
    }

    // Without an endpoint nobody would see the measurements, so nothing is paid for them.
    private static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            builder.Configuration[$"{DatabaseSection}:DisableTracing"] = "true";
            builder.Configuration[$"{DatabaseSection}:DisableMetrics"] = "true";
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        foreach (var exporter in Exporters)
        {
            // They give up by themselves. Retries would hold a command up whose collector is away. What they log would be exported,
            // and log again.
            builder.Services.AddHttpClient(exporter)
                // What is exported goes where the operator said, and to nobody whom that one names.
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
                .RemoveAllLoggers().ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear());
        }

        builder.Services.AddOpenTelemetry()
            // The environment's OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and win.
            .ConfigureResource(resource => resource.Clear()
                .AddService(builder.Environment.ApplicationName).AddTelemetrySdk().AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(TelemetryName)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource(TelemetryName)
                .AddAspNetCoreInstrumentation(options => options.Filter = request =>
                    !request.Request.Path.StartsWithSegments(AlivePath, StringComparison.Ordinal)
                    && !request.Request.Path.StartsWithSegments(HealthPath, StringComparison.Ordinal))
                .AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }
}
