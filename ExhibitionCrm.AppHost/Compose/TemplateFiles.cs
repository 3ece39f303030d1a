using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>
/// The files that are not YAML: the tree under Compose/Files, with facts of <see cref="Topology"/> in place of
/// <c>{{Class.Constant}}</c>.
/// </summary>
internal static partial class TemplateFiles
{
    private const string Prefix = "compose/";

    private static Assembly Assembly => typeof(TemplateFiles).Assembly;

    public static IReadOnlyList<GeneratedFile> All() =>
        [.. Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Generate(name[Prefix.Length..].Replace('\\', '/'), Read(name)))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <exception cref="InvalidOperationException">The text names a fact that does not exist.</exception>
    public static GeneratedFile Generate(string path, string template)
    {
        var content = Placeholder().Replace(template.ReplaceLineEndings("\n"), match => Fact(path, match.Groups[1].Value));
        return new GeneratedFile(path, content, IsScript(path, content));
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string Fact(string path, string name)
    {
        var parts = name.Split('.');
        var type = parts[..^1].Aggregate((Type?)typeof(Topology), (outer, part) => outer?.GetNestedType(part, BindingFlags.Public | BindingFlags.NonPublic));
        var constant = type?.GetField(parts[^1], BindingFlags.Public | BindingFlags.Static);
        return constant is { IsLiteral: true }
            ? Convert.ToString(constant.GetRawConstantValue(), CultureInfo.InvariantCulture)!
            : throw new InvalidOperationException($"Compose/Files/{path} asks for {{{{{name}}}}}, which is no constant of Topology.");
    }

    private static bool IsScript(string path, string content) =>
        content.StartsWith("#!", StringComparison.Ordinal) || !Path.GetFileName(path).Contains('.', StringComparison.Ordinal);

    // Docker's own templates, as {{.State.Status}} or {{json .}}, have no letter and dot in these places.
    [GeneratedRegex(@"\{\{(\w+(?:\.\w+)+)\}\}")]
    private static partial Regex Placeholder();
}
