using System.Reflection;

namespace ExhibitionCrm.AppHost;

/// <summary>Where the projects are and how they were built, as the build noted it.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Metadata("RepositoryRoot"));

    public static string WebProject { get; } = Path.Combine(Root, "ExhibitionCrm.Web");

    public static string WebAssembly { get; } = BuiltIn(WebProject);

    public static string AppHostAssembly { get; } = BuiltIn(Path.Combine(Root, "ExhibitionCrm.AppHost"));

    public static string WebProgram { get; } = Program(WebAssembly);

    public static string AppHostProgram { get; } = Program(AppHostAssembly);

    private static string BuiltIn(string project) => Path.Combine(project, Metadata("OutputPath"), $"{Path.GetFileName(project)}.dll");

    private static string Program(string assembly) => Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value ?? "";
}
