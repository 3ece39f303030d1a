using System.Text.Json;

namespace ExhibitionCrm.Web.Activity;

/// <summary>The words for what no feature can say: text of before, and what another version of the program wrote.</summary>
internal static class OtherWording
{
    public static EventWords Of(AuditEvent happened, string kind, Mentions mentions) => happened switch
    {
        UntypedEvent e => new($"{mentions.Actor} did this: {e.Action}, {e.SubjectType} {new Mention(e.SubjectId)}", Fields(e.Changes)),
        UnknownEvent e => new(
            $"{mentions.Actor} did something that this version of the program cannot show in words: {e.Kind}, {e.Subject.Type} {new Mention(e.Subject.Id)}",
            Fields(e.Data)),
        _ => new($"{mentions.Actor} did this: {kind}, {happened.Subject.Type} {new Mention(happened.Subject.Id)}"),
    };

    // Whatever it is, its text is to be seen.
    private static List<FieldChange> Fields(JsonElement data) => data.ValueKind == JsonValueKind.Object
        ? [.. data.EnumerateObject().Select(field => Field(field.Name, field.Value))]
        : [new FieldChange("value", null, data.ToString())];

    private static FieldChange Field(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(p => p.Name is "before" or "after")
            ? new FieldChange(name, Text(value, "before"), Text(value, "after"))
            : new FieldChange(name, null, value.ToString());

    private static string? Text(JsonElement change, string name) =>
        change.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}
