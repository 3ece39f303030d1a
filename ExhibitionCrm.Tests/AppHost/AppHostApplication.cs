using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>The whole AppHost, started by Aspire's own test host, on data of its own.</summary>
public abstract class AppHostApplication : IAsyncLifetime
{
    protected const string Password = "Test-harbour-kelp-7";
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private TelemetryCollector _telemetry = null!;

    protected string Data { get; } = Path.Combine(Path.GetTempPath(), $"crm-apphost-{Guid.NewGuid():N}");

    public async Task InitializeAsync() => _telemetry = await TelemetryCollector.StartAsync();

    public async Task DisposeAsync()
    {
        await _telemetry.DisposeAsync();
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    protected async Task<DistributedApplication> StartAsync(params string[] arguments)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ExhibitionCrm_AppHost>(
            [.. arguments, $"--data={Data}", $"--Parameters:admin-password={Password}"]);
        foreach (var program in builder.Resources.OfType<ProjectResource>())
        {
            foreach (var (name, value) in _telemetry.Settings)
            {
                builder.CreateResourceBuilder(program).WithEnvironment(name, value);
            }
        }

        var app = await builder.BuildAsync();
        await app.StartAsync().WaitAsync(Patience);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(Patience);
        return app;
    }

    protected async Task WorkAsync(DistributedApplication app)
    {
        using var client = Open(app);
        await FirstMinute.SignInAsync(client, Password);
        await FirstMinute.RegisterAndBillAsync(client);
        await _telemetry.WaitForSpanAsync(span => span.Service == "web" && span.Name == "POST customers/new", Patience);
        await _telemetry.WaitForSpanAsync(span => span.Service == "migrate", Patience);
    }

    protected static CrmClient Open(DistributedApplication app) => FirstMinute.Open(app.GetEndpoint("web", "http"), () => null);
}
