namespace ExhibitionCrm.AppHost.Compose;

/// <summary>What people write in compose/: scripts, nginx' configuration and its pages. The stacks do not work without them.</summary>
internal static class HandWrittenFiles
{
    private static readonly string[] Folders = ["backup", "nginx", "swarm"];

    // By their names: beside the scripts of certbot, containers keep keys and certificates, operators their .env, and beside
    // those of the cluster its secrets.
    private static readonly string[] Files =
    [
        "certbot/healthy", "certbot/run",
        "cluster/Dockerfile", "cluster/cluster", "cluster/docker-stack.cluster.yml", "cluster/make-secrets", "cluster/patroni.yml", "cluster/start-etcd",
        "update", "upgrade-database",
    ];

    /// <returns>Their paths inside the folder, with slashes, in order.</returns>
    public static IReadOnlyList<string> Paths(string folder) =>
        [.. Folders.SelectMany(name => FilesBelow(folder, name)).Concat(Files).Order(StringComparer.Ordinal)];

    /// <summary>Copies them byte for byte; scripts stay executable.</summary>
    /// <returns>The paths of those that were not there yet, or not so.</returns>
    public static IReadOnlyList<string> Copy(string source, string target)
    {
        var changed = Paths(source).Where(path => !IsSame(Path.Combine(source, path), Path.Combine(target, path))).ToList();
        foreach (var path in changed)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, path))!);
            File.Copy(Path.Combine(source, path), Path.Combine(target, path), overwrite: true);
        }

        return changed;
    }

    private static IEnumerable<string> FilesBelow(string folder, string name) =>
        Directory.EnumerateFiles(Path.Combine(folder, name), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));

    private static bool IsSame(string source, string target) => File.Exists(target)
        && File.ReadAllBytes(source).AsSpan().SequenceEqual(File.ReadAllBytes(target))
        && (OperatingSystem.IsWindows() || File.GetUnixFileMode(source) == File.GetUnixFileMode(target));
}
