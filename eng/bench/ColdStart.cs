using System.Globalization;
using System.Security.Cryptography;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Bench;

/// <summary>From the command that starts everything on a developer's machine to the first page.</summary>
internal static class ColdStart
{
    public const string Key = "apphost";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>With a new database and with the one from the start before.</returns>
    public static async Task<(TimeSpan First, TimeSpan Second)> MeasureAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("exhibition-crm-bench-");
        try
        {
            return (await StartAsync(folder.FullName, cancellationToken), await StartAsync(folder.FullName, cancellationToken));
        }
        finally
        {
            await RemoveAsync(folder);
        }
    }

    private static async Task<TimeSpan> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var port = Ports.FindFree();
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        await using var program = Programs.Start("dotnet",
        [
            "run", "--no-build", "--configuration", Build.Configuration, "--project", Path.Combine(Build.Root, "ExhibitionCrm.AppHost"),
            "--", "--database", "local", "--data", folder, "--port", port.ToString(CultureInfo.InvariantCulture),
        ],
        // A password of its own: the developer's is not to be made or read here.
        [new("Parameters__admin-password", RandomNumberGenerator.GetHexString(24) + "-aZ")]);
        return await Wait.UntilOkAsync(http, "/", program, Patience, cancellationToken)
            ?? throw new InvalidOperationException($"The AppHost shows no page:\n{program.Output}");
    }

    // Starting the server once more takes over what a killed program may have left running.
    private static async Task RemoveAsync(DirectoryInfo folder)
    {
        var postgres = await LocalPostgres.StartAsync(new() { DataDirectory = Path.Combine(folder.FullName, "postgres"), ThrowAway = true });
        await postgres.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
