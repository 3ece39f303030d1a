namespace ExhibitionCrm.Tests.Configuration;

/// <summary>A command is over in a moment; what is to be known of it has to be sent before it ends, so no test here waits.</summary>
public sealed class TelemetryOfCommandsTests
{
    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Migrate_SendsTracesMetricsAndLogsBeforeItEnds(string protocol)
    {
        await using var collector = await TelemetryCollector.StartAsync();
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        var settings = Settings(database, collector.SettingsFor(protocol));
        settings["OTEL_SERVICE_NAME"] = "crm-of-this-test";

        var (code, output) = await CrmProcess.RunAsync(settings, "migrate");

        Assert.True(code == 0, output);
        var root = Assert.Single(collector.Spans, s => s.Source == "ExhibitionCrm" && s.ParentId.Length == 0);
        Assert.Equal(("migrate", "crm-of-this-test", false), (root.Name, root.Service, root.IsError));
        Assert.Equal("0", root.Attributes["process.exit.code"]);
        Assert.Contains(collector.Trace(root.TraceId), s => s.Kind == SpanKind.Client && s.ParentId == root.Id);
        Assert.Contains(collector.Metrics, m => m.Service == "crm-of-this-test");
        Assert.Contains(collector.Logs, l => l.TraceId == root.TraceId && l.Body == "migrate ended with exit code 0");
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Export_OfTelemetry_IsNoTelemetry(string protocol)
    {
        await using var collector = await TelemetryCollector.StartAsync();
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        var settings = Settings(database, collector.SettingsFor(protocol));

        // As operators set it who look for something.
        settings["Logging:LogLevel:System.Net.Http"] = "Trace";

        var (code, output) = await CrmProcess.RunAsync(settings, "migrate");

        Assert.True(code == 0, output);
        Assert.NotEmpty(collector.Logs);
        Assert.DoesNotContain(collector.Logs, log => log.Category.StartsWith("System.Net.Http", StringComparison.Ordinal));
        Assert.DoesNotContain(collector.Spans, span => span.Source == "System.Net.Http");
    }

    [Fact]
    public async Task Command_ThatCannotDoWhatWasAsked_MarksItsSpanWithoutSayingMore()
    {
        await using var collector = await TelemetryCollector.StartAsync();
        await using var database = await TestPostgres.CreateDatabaseAsync();

        var (code, output) = await CrmProcess.RunAsync(Settings(database, collector.Settings), "changepassword", "nobody.known");

        Assert.Equal((1, "Account nobody.known doesn't exist."), (code, output.Trim()));
        var root = Assert.Single(collector.Spans, s => s.Name == "changepassword");
        Assert.Equal(("ExhibitionCrm.Web", true), (root.Service, root.IsError));
        Assert.Equal("ExhibitionCrm.Web.CommandFailedException", root.Attributes["error.type"]);
        Assert.Contains(collector.Logs, l => l.TraceId == root.TraceId && l.Severity == "Error");
        Assert.DoesNotContain("nobody.known", string.Join(' ', collector.Spans.SelectMany(s => s.Attributes.Values)) + string.Join(' ', collector.Logs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_ThatTheDatabaseRefuses_NamesItsExceptionsType()
    {
        await using var collector = await TelemetryCollector.StartAsync();
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();

        var (code, _) = await CrmProcess.RunAsync(Settings(database, collector.Settings), "changepassword", "somebody");

        Assert.Equal(1, code);
        var root = Assert.Single(collector.Spans, s => s.Name == "changepassword");
        Assert.Equal("Npgsql.PostgresException", root.Attributes["error.type"]);
        Assert.Contains(collector.Trace(root.TraceId), s => s.Kind == SpanKind.Client && s.IsError);
    }

    [Fact]
    public async Task Command_WhoseCollectorIsAway_DoesItsWork()
    {
        await using var database = await TestPostgres.CreateEmptyDatabaseAsync();
        IReadOnlyDictionary<string, string?> settings;
        await using (var collector = await TelemetryCollector.StartAsync())
        {
            settings = collector.Settings;
        }

        var (code, output) = await CrmProcess.RunAsync(Settings(database, settings), "migrate");

        Assert.Equal((0, "Database migrated."), (code, output.Trim()));
    }

    private static Dictionary<string, string?> Settings(TestDatabase database, IReadOnlyDictionary<string, string?> telemetry) =>
        new(TestOptions.Complete.Concat(telemetry)) { ["ConnectionStrings:exhibitiondb"] = database.ConnectionString };
}
