namespace ExhibitionCrm.Web.Activity;

/// <summary>Says in words what happened; each feature has one for its own events.</summary>
public abstract class EventWording
{
    /// <summary>Null for the events of others.</summary>
    public abstract EventWords? Of(AuditEvent happened, Mentions mentions);
}

/// <summary>Says in words what happened, for the events of one family.</summary>
public abstract class EventWording<TFamily> : EventWording
    where TFamily : AuditEvent
{
    public sealed override EventWords? Of(AuditEvent happened, Mentions mentions) =>
        happened is TFamily ours ? Of(ours, mentions) : null;

    /// <summary>Null only for an event that was forgotten here, which a test finds.</summary>
    protected abstract EventWords? Of(TFamily happened, Mentions mentions);
}
