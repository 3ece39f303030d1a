using System.Reflection;

namespace ExhibitionCrm.Bench;

/// <summary>Where the sources and the built programs are.</summary>
internal static class Build
{
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>Puts the web program into a folder as an installation has it: a build output watches the sources' static files.</summary>
    /// <returns>The assembly to run.</returns>
    public static async Task<string> PublishWebAsync(string folder, CancellationToken cancellationToken)
    {
        await Programs.RunAsync(
            "dotnet",
            ["publish", Path.Combine(Root, "ExhibitionCrm.Web"), "--no-build", "--configuration", Configuration, "--output", folder],
            [],
            cancellationToken);
        return Path.Combine(folder, "ExhibitionCrm.Web.dll");
    }

    private static string Metadata(string key) => typeof(Build).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value ?? "";
}
