using System.Diagnostics;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests.AppHost;

/// <summary>The AppHost as a program that does one thing and ends.</summary>
internal static class AppHostProgram
{
    // In its own folder: the copy beside the tests lacks what the tests have from ASP.NET Core.
    public static string Assembly => Repository.AppHostAssembly;

    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunProgramAsync("dotnet", [Assembly, .. arguments]);

    /// <summary>Runs a program in the repository's folder to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunProgramAsync(string program, params string[] arguments)
    {
        var result = await StartedProgram.RunAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root });
        return (result.ExitCode, result.Output + result.Error);
    }
}
