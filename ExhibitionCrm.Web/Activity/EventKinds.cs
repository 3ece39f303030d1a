using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExhibitionCrm.Web.Activity;

/// <summary>Between events and their stored form: a kind and JSON.</summary>
public static class EventKinds
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly FrozenDictionary<string, Type> Types = typeof(EventKinds).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(AuditEvent)) && type.IsDefined(typeof(EventKindAttribute)))
        .ToFrozenDictionary(NameOf);

    private static readonly FrozenDictionary<Type, string> Names = Types.ToFrozenDictionary(kind => kind.Value, kind => kind.Key);

    /// <summary>All that this version can write.</summary>
    public static IEnumerable<Type> All => Types.Values;

    /// <summary>Kinds as they are stored, each with what people choose it by, in that order.</summary>
    public static IReadOnlyList<(string Kind, string Title)> Titles { get; } =
        [.. Types.Select(kind => (Kind: kind.Key, kind.Value.GetCustomAttribute<EventKindAttribute>()!.Title)).OrderBy(kind => kind.Title, StringComparer.Ordinal)];

    /// <summary>The kind as it is stored.</summary>
    public static string Of<TEvent>()
        where TEvent : AuditEvent => Names[typeof(TEvent)];

    internal static string Of(AuditEvent happened) => Names[happened.GetType()];

    internal static string Write(AuditEvent happened) => JsonSerializer.Serialize(happened, happened.GetType(), Json);

    /// <summary>What was stored; an <see cref="UnknownEvent"/> where another version of the program wrote what this one cannot read.</summary>
    internal static AuditEvent Read(string kind, string data, AuditSubject subject, AuditSubject? owner)
    {
        try
        {
            if (Types.TryGetValue(kind, out var type) && JsonSerializer.Deserialize(data, type, Json) is AuditEvent happened)
            {
                return happened;
            }
        }
        catch (JsonException)
        {
            // As unknown as the kind of a newer version.
        }

        return new UnknownEvent(kind, JsonSerializer.Deserialize<JsonElement>(data), subject, owner);
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<EventKindAttribute>()!.Name;
}
