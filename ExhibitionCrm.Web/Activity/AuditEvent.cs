namespace ExhibitionCrm.Web.Activity;

/// <summary>
/// Something that happened, in values that need no culture, currency sign or label to be read. Each feature has a family
/// of its own. Stored for good: a property is never renamed, and one that is new has a default, for events of before.
/// </summary>
public abstract record AuditEvent
{
    /// <summary>What it happened to.</summary>
    public abstract AuditSubject Subject { get; }

    /// <summary>Whether it belongs to an exhibition, rather than to the installation.</summary>
    public virtual bool IsOfExhibition => true;

    /// <summary>In whose history it stands besides its subject's; null for nobody's.</summary>
    public virtual AuditSubject? Owner => null;
}
