namespace ExhibitionCrm.AppHost.Compose;

/// <summary>Generated files on a disk.</summary>
internal static class ComposeFolder
{
    private const string OperatorsFile = "docker-compose.override.yml";

    /// <returns>The names of the files that were not there yet, or not so.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<GeneratedFile> files)
    {
        Directory.CreateDirectory(folder);
        var changed = files.Where(file => Difference(folder, file) is not null).ToList();
        foreach (var file in changed)
        {
            File.WriteAllText(Path.Combine(folder, file.Name), file.Content);
        }

        return [.. changed.Select(file => file.Name)];
    }

    /// <returns>A sentence for each file that is missing, different or left over.</returns>
    public static IReadOnlyList<string> Compare(string folder, IReadOnlyList<GeneratedFile> files) =>
    [
        .. files.Select(file => Difference(folder, file)).OfType<string>(),
        .. Stacks(folder).Except(files.Select(file => file.Name)).Order(StringComparer.Ordinal).Select(name => $"{name}: the generator does not write it"),
    ];

    private static string? Difference(string folder, GeneratedFile file)
    {
        var path = Path.Combine(folder, file.Name);
        if (!File.Exists(path))
        {
            return $"{file.Name}: missing";
        }

        var present = File.ReadAllText(path);
        if (present == file.Content)
        {
            return null;
        }

        var line = present.Split('\n').Zip(file.Content.Split('\n')).TakeWhile(lines => lines.First == lines.Second).Count() + 1;
        return $"{file.Name}: differs from line {line}";
    }

    private static IEnumerable<string> Stacks(string folder) => !Directory.Exists(folder) ? [] :
        Directory.EnumerateFiles(folder, "docker-*.yml").Select(path => Path.GetFileName(path)).Where(name => name != OperatorsFile);
}
