using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using ExhibitionCrm.AppHost;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>The AppHost with PostgreSQL as a plain process.</summary>
[Collection(OneAppHostAtATime.Name)]
public sealed class AppHostApplicationTests : AppHostApplication
{
    [Fact]
    public async Task Start_WithoutContainers_ServesAlsoAfterARestartOfTheDatabaseAndLeavesNothing()
    {
        int server;
        await using (var app = await StartAsync("--database=local"))
        {
            await WorkAsync(app);
            await RestartDatabaseAsync(app);
            await WorkAsync(app);
            server = await ServerProcessAsync(app);
            Assert.NotNull(RunningProcess.Find(server));
            await app.StopAsync().WaitAsync(Patience);
        }

        await EndAsync(server);
    }

    [Fact]
    public async Task Commands_OfTheSite_TellWhatDevelopersAskFor()
    {
        await using var app = await StartAsync("--database=local");
        Assert.Contains(Password, await CommandAsync(app, "web", "how-to-sign-in"), StringComparison.Ordinal);
        Assert.Contains("customers", await CommandAsync(app, "web", "seed-demo-data"), StringComparison.Ordinal);
        await WorkAsync(app);
        await Eventually.TrueAsync(() => Directory.Exists(Path.Combine(Data, "mail")), "the welcome mail", TimeSpan.FromMinutes(1));
        var mail = await CommandAsync(app, "web", "open-last-mail");
        Assert.Contains("ada.", mail, StringComparison.Ordinal);
        Assert.Contains("Your Customer ID", mail, StringComparison.Ordinal);
    }

    // As the dashboard does it.
    private async Task RestartDatabaseAsync(DistributedApplication app)
    {
        var server = await ServerProcessAsync(app);
        await CommandAsync(app, "db", KnownResourceCommands.StopCommand);
        await EndAsync(server);
        await CommandAsync(app, "db", KnownResourceCommands.StartCommand);

        // Its end may be told of after the command to start it.
        await app.ResourceNotifications.WaitForResourceHealthyAsync("db", WaitBehavior.WaitOnResourceUnavailable).WaitAsync(Patience);
    }

    // On a busy machine the orchestrator may have killed the keeper, whose guard stops the server then.
    private static Task EndAsync(int server) =>
        Eventually.TrueAsync(() => RunningProcess.Find(server) is null, "the database server to end", TimeSpan.FromMinutes(1));

    private static async Task<string> CommandAsync(DistributedApplication app, string resource, string command)
    {
        var result = await app.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(resource, command).WaitAsync(Patience);
        Assert.True(result.Success, result.Message);
        return $"{result.Message}{result.Data?.Value}";
    }

    private async Task<int> ServerProcessAsync(DistributedApplication app)
    {
        Assert.NotNull(await app.GetConnectionStringAsync("db"));
        var file = Path.Combine(UserFolders.Data(Path.Combine(Data, "postgres")), "cluster", "postmaster.pid");
        return int.Parse(File.ReadLines(file).First(), null);
    }
}
