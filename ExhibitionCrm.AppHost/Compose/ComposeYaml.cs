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

    public static string Write(ComposeFile file)
    {
        var text = new StringBuilder();
        Append(text, Comment(file.Comment), indent: 0);
        Append(text, $"name: {file.Name}", indent: 0);
        text.Append("\nservices:");
        foreach (var service in file.Services)
        {
            text.Append('\n');
            Append(text, Comment(service.Comment), indent: 2);
            Append(text, Serialize(new Dictionary<string, ComposeService> { [service.Name] = service }), indent: 2);
        }

        text.Append('\n');
        Append(text, Serialize(new Dictionary<string, object> { ["networks"] = file.Networks }), indent: 0);
        text.Append('\n');
        Append(text, Serialize(new Dictionary<string, object> { ["volumes"] = file.Volumes.ToDictionary(name => name, _ => (string?)null) }), indent: 0);
        return text.ToString().Replace("services:\n\n", "services:\n", StringComparison.Ordinal);
    }

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
