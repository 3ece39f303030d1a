using ExhibitionCrm.AppHost;
using ExhibitionCrm.AppHost.Compose;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>Aspire's own command line, as the tool manifest pins it.</summary>
[Collection(OneAppHostAtATime.Name)]
public sealed class AspireCliTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crm-aspire-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [AspireFact]
    public async Task Publish_WritesTheStacksByteForByte()
    {
        var (exitCode, output) = await AspireAsync("publish", "--no-build", "--output-path", _folder, "--non-interactive");
        Assert.True(exitCode == 0, output);
        Assert.Empty(ComposeFolder.Compare(_folder, ComposeFiles.All()));
    }

    [AspireFact]
    public async Task Deploy_SaysThatItDeploysNothing()
    {
        var (exitCode, output) = await AspireAsync("deploy", "--no-build", "--non-interactive");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("deploys nothing here", output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [AspireFact]
    public async Task StartAndStop_InTheBackground()
    {
        var port = Ports.FindFree();
        var (exitCode, output) = await AspireAsync("start", "--no-build", "--non-interactive", "--", "--database", "local", "--port", $"{port}", "--data", _folder);
        try
        {
            Assert.True(exitCode == 0, output);
            using var client = new HttpClient();
            await Eventually.TrueAsync(() => IsHealthyAsync(client, port), "the site", TimeSpan.FromMinutes(4));
        }
        finally
        {
            (exitCode, output) = await AspireAsync("stop", "--non-interactive");
        }

        Assert.True(exitCode == 0, output);
        await Eventually.TrueAsync(() => !Ports.IsTaken(port), "the site to stop", TimeSpan.FromMinutes(4));
    }

    private static Task<(int ExitCode, string Output)> AspireAsync(params string[] arguments) =>
        AppHostProgram.RunProgramAsync("dotnet", ["aspire", .. arguments]);

    private static async Task<bool> IsHealthyAsync(HttpClient client, int port)
    {
        try
        {
            return (await client.GetAsync(new Uri($"http://localhost:{port}/health"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Skipped where the tools of the manifest were not restored, but never in CI.</summary>
    private sealed class AspireFactAttribute : FactAttribute
    {
        private static readonly Lazy<bool> IsRestored = new(() => AspireAsync("--version").GetAwaiter().GetResult().ExitCode == 0);

        public AspireFactAttribute() => Skip =
            Environment.GetEnvironmentVariable("CI") is { Length: > 0 } || IsRestored.Value ? null : "\"dotnet tool restore\" has not brought Aspire's command line";
    }
}
