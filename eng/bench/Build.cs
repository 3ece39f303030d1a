using System.Reflection;

namespace ExhibitionCrm.Bench;

/// <summary>Where the build put the programs.</summary>
internal static class Build
{
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    public static string WebAssembly { get; } = Path.GetFullPath(Metadata("WebAssembly"));

    public static string Configuration { get; } = Metadata("Configuration");

    private static string Metadata(string key) => typeof(Build).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value ?? "";
}
