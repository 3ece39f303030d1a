using System.Collections.Concurrent;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests;

/// <summary>Needs programs that a machine may lack ("zbarimg", "chromium", "python3:openpyxl"): skipped there, but never in CI.</summary>
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] tools) => Skip = Tools.WhyToSkip(tools);
}

/// <summary>As <see cref="ToolFactAttribute"/>, with data.</summary>
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] tools) => Skip = Tools.WhyToSkip(tools);
}

/// <summary>The programs that tests call.</summary>
public static class Tools
{
    public const string Zbar = "zbarimg";
    public const string Chromium = "chromium";
    public const string Testssl = "testssl";
    public const string Busybox = "busybox";

    // The distribution's own Python: Debian's packages of modules are for that one.
    public const string Openpyxl = "python3:openpyxl";

    private static readonly ConcurrentDictionary<string, bool> Known = new();

    /// <summary>The path of a program, if it is installed. The variable of its name in capitals wins.</summary>
    public static string? Find(string program)
    {
        if (Environment.GetEnvironmentVariable(program.ToUpperInvariant()) is { Length: > 0 } path)
        {
            return path;
        }

        // The same browser without its windows, which would cost as much again as the pages.
        if (program == Chromium && Find("chromium-headless-shell") is { } shell)
        {
            return shell;
        }

        string[] folders = ["/usr/bin", .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    /// <summary>What a program prints.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await TryAsync(program, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{program} failed ({exitCode}): {output}{error}");
    }

    public static async Task<(int ExitCode, string Output, string Error)> TryAsync(string program, params string[] arguments)
    {
        var result = await StartedProgram.RunAsync(Find(program)!, arguments);
        return (result.ExitCode, result.Output, result.Error);
    }

    internal static string? WhyToSkip(string[] tools) =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? null
        : Array.Find(tools, tool => !Known.GetOrAdd(tool, IsThere)) is { } missing ? $"{missing.Replace(":", " module ", StringComparison.Ordinal)} is not installed"
        : null;

    private static bool IsThere(string tool)
    {
        var (program, module) = tool.Split(':') is [var name, var rest] ? (name, rest) : (tool, null);
        if (Find(program) is not { } path)
        {
            return false;
        }

        if (module is null)
        {
            return true;
        }

        return StartedProgram.RunAsync(path, ["-c", $"import {module}"]).GetAwaiter().GetResult().Succeeded;
    }
}
