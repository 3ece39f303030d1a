using System.Reflection;

namespace ExhibitionCrm.AppHost;

/// <summary>Where the projects are and how they were built, as the build noted it.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    public static string WebProject { get; } = Path.Combine(Root, "ExhibitionCrm.Web");

    public static string WebAssembly { get; } = Path.Combine(WebProject, Metadata("WebAssembly"));

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value ?? "";
}
