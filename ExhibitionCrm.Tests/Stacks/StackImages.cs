using System.Diagnostics;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The program's image, built once per run as the committed files say, from a clone that nobody else may read.</summary>
internal static class StackImages
{
    public const string Name = "exhibition-crm:tests";

    /// <summary>Has a shell, and is there wherever a stack is.</summary>
    public const string Tools = "postgres:15-alpine";

    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    public static Task<string> RuntimeAsync() => Built.Value;

    private static async Task<string> BuildAsync()
    {
        var clock = Stopwatch.StartNew();
        using var clone = StackFolder.CopyWithSource();
        var build = new EngineCall(["compose", "build", "--quiet"], clone.Path, Environment: new Dictionary<string, string>
        {
            ["CRM_IMAGE"] = Name,

            // Asked for by the file, not by a build.
            ["SECRET_KEY"] = "-",
            ["DB_PASSWORD"] = "-",
            ["DB_WEB_PASSWORD"] = "-",
        });
        (await Engine.TryAsync(build)).Successful();
        Console.WriteLine($"image built: {clock.Elapsed.TotalSeconds:F0} s");
        return Name;
    }
}
