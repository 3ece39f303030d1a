using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using ExhibitionCrm.AppHost;
using ExhibitionCrm.Tests.Stacks;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>The whole AppHost, started by Aspire's own test host.</summary>
[Collection(OneAppHostAtATime.Name)]
public sealed class AppHostApplicationTests : IAsyncLifetime
{
    private const string Password = "Test-1234-abcd";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"crm-apphost-{Guid.NewGuid():N}");
    private TelemetryCollector _telemetry = null!;

    public async Task InitializeAsync() => _telemetry = await TelemetryCollector.StartAsync();

    public async Task DisposeAsync()
    {
        await _telemetry.DisposeAsync();
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [Fact]
    public async Task Start_WithoutContainers_ServesAndLeavesNothing()
    {
        int server;
        await using (var app = await StartAsync("--database=local"))
        {
            await WorkAsync(app);
            server = await ServerProcessAsync(app);
            Assert.NotNull(RunningProcess.Find(server));
            await app.StopAsync().WaitAsync(Patience);
        }

        Assert.Null(RunningProcess.Find(server));
    }

    [Fact]
    public async Task StopAndStart_OfTheDatabase_AsTheDashboardDoesIt_BringsItBack()
    {
        await using var app = await StartAsync("--database=local");
        var server = await ServerProcessAsync(app);
        await CommandAsync(app, "db", KnownResourceCommands.StopCommand);
        Assert.Null(RunningProcess.Find(server));
        await CommandAsync(app, "db", KnownResourceCommands.StartCommand);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("db").WaitAsync(Patience);
        await WorkAsync(app);
    }

    [Fact]
    public async Task Commands_OfTheSite_TellWhatDevelopersAskFor()
    {
        await using var app = await StartAsync("--database=local");
        Assert.Contains(Password, await CommandAsync(app, "web", "how-to-sign-in"), StringComparison.Ordinal);
        Assert.Contains("customers", await CommandAsync(app, "web", "seed-demo-data"), StringComparison.Ordinal);
        await WorkAsync(app);
        await Eventually.TrueAsync(() => Directory.Exists(Path.Combine(_data, "mail")), "the welcome mail", TimeSpan.FromMinutes(1));
        var mail = await CommandAsync(app, "web", "open-last-mail");
        Assert.Contains("ada@example.org", mail, StringComparison.Ordinal);
        Assert.Contains("Your Customer ID", mail, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Start_WithContainers_KeepsItsDataOnAVolumeWithOneServer()
    {
        var volume = $"crm-test-{Guid.NewGuid():N}";
        try
        {
            await using (var app = await StartAsync("--database=container", $"--db-volume={volume}"))
            {
                await WorkAsync(app);
                Assert.NotEmpty(await app.CreateHttpClient("adminer").GetStringAsync(new Uri("/", UriKind.Relative)));
                await app.StopAsync().WaitAsync(Patience);
            }

            await using (var again = await StartAsync("--database=container", $"--db-volume={volume}"))
            {
                using var client = Open(again);
                await FirstMinute.SignInAsync(client, Password);
                await FirstMinute.FindBillAsync(client);
                Assert.Equal([$"crm-db-{volume}"], await ContainersAsync(volume));
            }
        }
        finally
        {
            await Tools.TryAsync("docker", "rm", "--force", $"crm-db-{volume}");
            await Tools.TryAsync("docker", "volume", "rm", volume);
        }
    }

    [EngineFact]
    public async Task Start_OfATest_HasADatabaseOfItsOwn()
    {
        await using var app = await StartAsync("--database=container");
        var volumes = await Tools.RunAsync("docker", "ps", "--filter", "volume=postgres_dev_data", "--format", "{{.Names}}");
        Assert.DoesNotContain((await ContainerOfDatabaseAsync(app))[..12], volumes, StringComparison.Ordinal);
        Assert.Empty(await Tools.RunAsync("docker", "ps", "--filter", $"id={await ContainerOfDatabaseAsync(app)}", "--filter", "volume=postgres_dev_data", "--quiet"));
    }

    private async Task<DistributedApplication> StartAsync(params string[] arguments)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ExhibitionCrm_AppHost>(
            [.. arguments, $"--data={_data}", $"--Parameters:admin-password={Password}"]);
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

    private async Task WorkAsync(DistributedApplication app)
    {
        using var client = Open(app);
        await FirstMinute.SignInAsync(client, Password);
        await FirstMinute.RegisterAndBillAsync(client);
        await _telemetry.WaitForSpanAsync(span => span.Service == "web" && span.Name == "POST customers/new", Patience);
        await _telemetry.WaitForSpanAsync(span => span.Service == "migrate", Patience);
    }

    private static CrmClient Open(DistributedApplication app) => FirstMinute.Open(app.GetEndpoint("web", "http"), () => null);

    private static async Task<string> CommandAsync(DistributedApplication app, string resource, string command)
    {
        var result = await app.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(resource, command).WaitAsync(Patience);
        Assert.True(result.Success, result.Message);
        return $"{result.Message}{result.Data?.Value}";
    }

    private async Task<int> ServerProcessAsync(DistributedApplication app)
    {
        Assert.NotNull(await app.GetConnectionStringAsync("db"));
        var file = Path.Combine(UserFolders.Data(Path.Combine(_data, "postgres")), "cluster", "postmaster.pid");
        return int.Parse(File.ReadLines(file).First(), null);
    }

    private static async Task<string[]> ContainersAsync(string volume) =>
        (await Tools.RunAsync("docker", "ps", "--filter", $"volume={volume}", "--format", "{{.Names}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> ContainerOfDatabaseAsync(DistributedApplication app)
    {
        var db = await app.ResourceNotifications.WaitForResourceHealthyAsync("db").WaitAsync(Patience);
        return db.Snapshot.Properties.First(property => property.Name == "container.id").Value!.ToString()!;
    }
}
