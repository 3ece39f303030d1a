using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;
using YamlDotNet.Serialization.NamingConventions;

namespace ExhibitionCrm.AppHost.Compose;

/// <summary>Writes a stack the way a person would: comments, an empty line between services, short lists on one line.</summary>
internal static partial class ComposeYaml
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithIndentedSequences()
        .WithNewLine("\n")
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)
        .DisableAliases()
        .WithEventEmitter(next => new Styles(next))
        .Build();

    public static string Write(ComposeFile file) => Write(
        file.Comment,
        $"name: {file.Name}",
        file.Services.Select(service => (service.Comment, service.Name, (object)service)),
        ("networks", file.Networks),
        ("volumes", Nothings(file.Volumes)));

    public static string Write(SwarmFile file) => Write(
        file.Comment,
        "version: \"3.8\"",
        file.Services.Select(service => (service.Comment, service.Name, (object)service)),
        ("networks", SwarmStack.Network),
        ("volumes", Nothings(file.Volumes)),
        ("secrets", file.Secrets),
        ("configs", file.Configs));

    private static string Write(string comment, string head, IEnumerable<(string Comment, string Name, object Service)> services, params (string Name, object Content)[] sections)
    {
        var text = new StringBuilder();
        Append(text, Comment(comment), indent: 0);
        Append(text, head, indent: 0);
        text.Append("\nservices:");
        foreach (var (about, name, service) in services)
        {
            text.Append('\n');
            Append(text, Comment(about), indent: 2);
            Append(text, Serialize(new Dictionary<string, object> { [name] = service }), indent: 2);
        }

        foreach (var (name, content) in sections.Where(section => section.Content is not System.Collections.ICollection { Count: 0 }))
        {
            text.Append('\n');
            Append(text, Serialize(new Dictionary<string, object> { [name] = content }), indent: 0);
        }

        return text.ToString().Replace("services:\n\n", "services:\n", StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Nothings(IEnumerable<string> names) => names.ToDictionary(name => name, _ => (string?)null);

    public static string Comment(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => $"# {line}".TrimEnd()));

    private static string Serialize(object value) => Serializer.Serialize(value);

    private static void Append(StringBuilder text, string block, int indent)
    {
        foreach (var line in block.TrimEnd('\n').Split('\n'))
        {
            text.Append(' ', indent).Append(line.TrimEnd()).Append('\n');
        }
    }

    // Whatever some reader might take for a number, a truth value or a mapping is put in quotes, and what Compose fills in.
    [GeneratedRegex("^(?!(?:true|false|yes|no|on|off|null|y|n|[0-9][0-9._:e-]*)$)[a-z0-9./](?:[a-z0-9 ._/@+-]|:(?=[a-z0-9./]))*$", RegexOptions.IgnoreCase)]
    private static partial Regex PlainText();

    private sealed class Styles(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && !PlainText().IsMatch(text))
            {
                eventInfo.Style = ScalarStyle.DoubleQuoted;
            }

            base.Emit(eventInfo, emitter);
        }

        public override void Emit(SequenceStartEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Type.IsArray)
            {
                eventInfo.Style = YamlDotNet.Core.Events.SequenceStyle.Flow;
            }

            base.Emit(eventInfo, emitter);
        }
    }
}
