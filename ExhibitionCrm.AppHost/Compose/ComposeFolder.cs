namespace ExhibitionCrm.AppHost.Compose;

/// <summary>Generated files on a disk.</summary>
internal static class ComposeFolder
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <returns>The paths of the files that were not there yet, or not so.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<GeneratedFile> files)
    {
        var changed = files.Where(file => Difference(folder, file) is not null).ToList();
        foreach (var file in changed)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Content);
            if (!OperatingSystem.IsWindows())
            {
                var mode = File.GetUnixFileMode(path);
                File.SetUnixFileMode(path, file.IsExecutable ? mode | Executable : mode & ~Executable);
            }
        }

        return [.. changed.Select(file => file.Path)];
    }

    /// <returns>A sentence for each file that is missing, different or left over.</returns>
    public static IReadOnlyList<string> Compare(string folder, IReadOnlyList<GeneratedFile> files) =>
    [
        .. files.Select(file => Difference(folder, file)).OfType<string>(),
        .. Present(folder).Except(files.Select(file => file.Path)).Order(StringComparer.Ordinal).Select(path => $"{path}: the generator does not write it"),
    ];

    private static string? Difference(string folder, GeneratedFile file)
    {
        var path = Path.Combine(folder, file.Path);
        if (!File.Exists(path))
        {
            return $"{file.Path}: missing";
        }

        var present = File.ReadAllText(path);
        if (present != file.Content)
        {
            var line = present.Split('\n').Zip(file.Content.Split('\n')).TakeWhile(lines => lines.First == lines.Second).Count() + 1;
            return $"{file.Path}: differs from line {line}";
        }

        var isExecutable = OperatingSystem.IsWindows() ? file.IsExecutable : File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
        return isExecutable == file.IsExecutable ? null : $"{file.Path}: {(file.IsExecutable ? "not executable" : "executable")}";
    }

    // What operators and the containers keep in the same folder is theirs.
    private static IEnumerable<string> Present(string folder) => !Directory.Exists(folder) ? [] :
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(path => path is not (".env" or "docker-compose.override.yml")
                && !path.StartsWith("backups/", StringComparison.Ordinal) && !path.StartsWith("certbot/", StringComparison.Ordinal));
}
