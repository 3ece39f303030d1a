using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>A committed compose file, read as YAML.</summary>
internal sealed partial class StackFile
{
    public const string Development = "docker-compose.dev.yml";
    public const string Basic = "docker-compose.yml";
    public const string Production = "docker-compose.prod.yml";

    public const string Swarm = "docker-stack.yml";

    private readonly Dictionary<object, object?> _root;

    private StackFile(string text)
    {
        Text = text;
        _root = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object?>>(text);
    }

    public static string[] All { get; } = [Development, Basic, Production];

    /// <summary>For several machines: the services that go on, and those that run to their end.</summary>
    public static string[] OfSwarms { get; } = [Swarm, "docker-stack.migrate.yml", "docker-stack.backup.yml", "docker-stack.restore.yml"];

    public string Text { get; }

    public IReadOnlyList<string> Services => Keys("services");

    public static StackFile Parse(string text) => new(text);

    public static StackFile Read(string name) => new(File.ReadAllText(Path.Combine(StackFolder.Committed, name)));

    /// <summary>The names of variables in ${…}, with what follows: ":-default", ":?sentence".</summary>
    public static IEnumerable<(string Name, string Tail)> Variables(string text) =>
        Variable().Matches(text).Select(match => (match.Groups["name"].Value, match.Groups["rest"].Value));

    /// <summary>The keys of a mapping, or the entries of a list.</summary>
    public IReadOnlyList<string> Keys(params string[] path) => Find(path) switch
    {
        null => [],
        Dictionary<object, object?> mapping => [.. mapping.Keys.Select(WithDefaults)],
        List<object?> list => [.. list.Select(WithDefaults)],
        var other => throw new InvalidOperationException($"{string.Join('.', path)} is no list: {other}"),
    };

    public IReadOnlyDictionary<string, string> Map(params string[] path) =>
        ((Dictionary<object, object?>?)Find(path) ?? []).ToDictionary(pair => (string)pair.Key, pair => WithDefaults(pair.Value));

    /// <summary>The entries of a list, each a mapping.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Entries(params string[] path) => [.. ((List<object?>?)Find(path) ?? [])
        .Select(entry => ((Dictionary<object, object?>)entry!).ToDictionary(pair => (string)pair.Key, pair => pair.Value is string text ? WithDefaults(text) : ""))];

    /// <summary>A value as it is when only what is needed has been set; null where there is none.</summary>
    public string? Value(params string[] path) => Find(path) is { } value ? WithDefaults(value) : null;

    private object? Find(string[] path) =>
        path.Aggregate((object?)_root, (node, key) => node is Dictionary<object, object?> mapping ? mapping.GetValueOrDefault(key) : null);

    // A variable that is needed stands for itself.
    private static string WithDefaults(object? value) => Variable().Replace(
        Convert.ToString(value, CultureInfo.InvariantCulture)!,
        match => match.Groups["rest"].Value is ['?' or ':', '?', ..] ? $"<{match.Groups["name"].Value}>" : match.Groups["rest"].Value.TrimStart(':', '-'));

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z0-9_]+)(?<rest>[^}]*)\}")]
    private static partial Regex Variable();
}
