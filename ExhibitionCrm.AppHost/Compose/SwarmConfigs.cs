namespace ExhibitionCrm.AppHost.Compose;

/// <summary>
/// Files of compose/ that the swarm hands to every node. What it keeps never changes: a file that did is another one, under
/// a name with a hash of its folder, which the scripts work out.
/// </summary>
internal static class SwarmConfigs
{
    /// <summary>The variables that the scripts set.</summary>
    public static string HashOf(string folder) => $"{folder.ToUpperInvariant()}_FILES";

    /// <summary>All of a folder, in the container at a path.</summary>
    public static IReadOnlyList<SwarmConfigMount> Mounts(string folder, string path) =>
        [.. Files(folder).Select(file => new SwarmConfigMount(NameOf(file), $"{path}/{file[(folder.Length + 1)..]}"))];

    public static IReadOnlyDictionary<string, SwarmConfig> Declare(params string[] folders) => folders
        .SelectMany(folder => Files(folder).Select(file => (
            Name: NameOf(file),
            Config: new SwarmConfig($"./{file}", $"{SwarmStack.Prefix}_{NameOf(file)}_${{{HashOf(folder)}:?Deploy by swarm/deploy}}"))))
        .ToDictionary(config => config.Name, config => config.Config);

    private static IEnumerable<string> Files(string folder) =>
        HandWrittenFiles.Paths(ComposeCommand.Folder).Where(path => path.StartsWith($"{folder}/", StringComparison.Ordinal));

    private static string NameOf(string file) => file.Replace("/pages/", "/", StringComparison.Ordinal).Replace('/', '_').Replace('.', '_').Replace('-', '_');
}

internal sealed record SwarmConfig(string File, string Name);
