using System.Text.Json;

namespace ExhibitionCrm.Web.Activity;

/// <summary>An entry from the time when entries were text, of which the migration could not make an event. Kept as it was.</summary>
/// <param name="Changes">By label: the text before and after.</param>
[EventKind("untyped", "Other")]
public sealed record UntypedEvent(string Action, string SubjectType, string SubjectId, JsonElement Changes) : AuditEvent
{
    public override AuditSubject Subject => new(SubjectType, SubjectId);
}
