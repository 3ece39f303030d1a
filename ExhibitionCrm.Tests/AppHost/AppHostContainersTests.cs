using Aspire.Hosting;
using Aspire.Hosting.Testing;
using ExhibitionCrm.Tests.Stacks;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>The AppHost with PostgreSQL in a container.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class AppHostContainersTests : AppHostApplication
{
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
        var volumes = await Tools.RunAsync("docker", "ps", "--filter", "volume=postgres_devData", "--format", "{{.Names}}");
        Assert.DoesNotContain((await ContainerOfDatabaseAsync(app))[..12], volumes, StringComparison.Ordinal);
        Assert.Empty(await Tools.RunAsync("docker", "ps", "--filter", $"id={await ContainerOfDatabaseAsync(app)}", "--filter", "volume=postgres_devData", "--quiet"));
    }

    private static async Task<string[]> ContainersAsync(string volume) =>
        (await Tools.RunAsync("docker", "ps", "--filter", $"volume={volume}", "--format", "{{.Names}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> ContainerOfDatabaseAsync(DistributedApplication app)
    {
        var db = await app.ResourceNotifications.WaitForResourceHealthyAsync("db").WaitAsync(Patience);
        return db.Snapshot.Properties.First(property => property.Name == "container.id").Value!.ToString()!;
    }
}
