using System.Globalization;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Bench;

/// <summary>From the command that starts everything on a developer's machine to the first page.</summary>
internal static class ColdStart
{
    public const string Key = "apphost";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>With a new database and with the one from the start before; null where the AppHost was built with Aspire.</returns>
    public static async Task<(TimeSpan First, TimeSpan Second)?> MeasureAsync(CancellationToken cancellation)
    {
        if (typeof(LocalPostgres).Assembly.GetType("ExhibitionCrm.AppHost.LocalHost") is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("exhibition-crm-bench-");
        if (!OperatingSystem.IsWindows())
        {
            // The server may run under another account.
            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        }

        try
        {
            return (await StartAsync(folder.FullName, cancellation), await StartAsync(folder.FullName, cancellation));
        }
        finally
        {
            await RemoveAsync(folder);
        }
    }

    private static async Task<TimeSpan> StartAsync(string folder, CancellationToken cancellation)
    {
        var port = Site.FreePort();
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        await using var program = ChildProgram.Start("dotnet",
        [
            "run", "--no-build", "--configuration", Build.Configuration, "--project", Path.Combine(Build.Root, "ExhibitionCrm.AppHost"),
            "--", "--no-watch", "--data", folder, "--port", port.ToString(CultureInfo.InvariantCulture),
        ]);
        return await Wait.UntilOkAsync(http, "/", program, Patience, cancellation)
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
