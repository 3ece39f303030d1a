using System.Diagnostics;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>The AppHost as a program that does one thing and ends.</summary>
internal static class AppHostProgram
{
    // In its own folder: the copy beside the tests lacks what the tests have from ASP.NET Core.
    public static string Assembly { get; } = Path.Combine(
        Repository.Root,
        "ExhibitionCrm.AppHost",
        Path.GetRelativePath(Repository.WebProject, Path.GetDirectoryName(Repository.WebAssembly)!),
        "ExhibitionCrm.AppHost.dll");

    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
