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

    private static async Task<string[]> ContainersAsync(string volume) =>
        (await Tools.RunAsync("docker", "ps", "--filter", $"volume={volume}", "--format", "{{.Names}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
