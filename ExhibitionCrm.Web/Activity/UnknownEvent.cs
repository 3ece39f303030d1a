using System.Text.Json;

namespace ExhibitionCrm.Web.Activity;

/// <summary>What another version of the program wrote and this one cannot read. Never written.</summary>
public sealed record UnknownEvent(string Kind, JsonElement Data, AuditSubject About, AuditSubject? OwnedBy) : AuditEvent
{
    public override AuditSubject Subject => About;

    public override AuditSubject? Owner => OwnedBy;
}
