using System.Net;
using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Web.Activity;

/// <summary>What happened, when, and who did it. Written in the transaction of what it tells about, and never changed.</summary>
public sealed class AuditEntry : IMayBeOfExhibition
{
    public const int ActorMaxLength = 256;

    private AuditEntry()
    {
    }

    public long Id { get; private init; }

    /// <summary>The installation for what happened to accounts.</summary>
    public int ExhibitionId { get; private init; } = IMayBeOfExhibition.Unset;

    public bool IsOfExhibition => Event.IsOfExhibition;

    public DateTimeOffset At { get; private init; }

    /// <summary>The user name, or <see cref="Actor.System"/>.</summary>
    public string Actor { get; private init; } = "";

    public IPAddress? Address { get; private init; }

    /// <summary>See <see cref="EventKindAttribute"/>.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>See <see cref="AuditEvent.Subject"/>; its type.</summary>
    public string Subject { get; private init; } = "";

    public string SubjectId { get; private init; } = "";

    /// <summary>See <see cref="AuditEvent.Owner"/>; its type.</summary>
    public string? Owner { get; private init; }

    public string? OwnerId { get; private init; }

    /// <summary>The event in JSON.</summary>
    public string Data { get; private init; } = "";

    public AuditEvent Event => field ??= EventKinds.Read(
        Kind, Data, new AuditSubject(Subject, SubjectId), OwnerId is null ? null : new AuditSubject(Owner!, OwnerId));

    public static AuditEntry Of(Actor actor, AuditEvent happened, DateTimeOffset at) => new()
    {
        At = at,
        Actor = actor.Name,
        Address = actor.Address,
        Kind = EventKinds.Of(happened),
        Subject = happened.Subject.Type,
        SubjectId = happened.Subject.Id,
        Owner = happened.Owner?.Type,
        OwnerId = happened.Owner?.Id,
        Data = EventKinds.Write(happened),
    };
}
