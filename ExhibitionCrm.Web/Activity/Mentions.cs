using ExhibitionCrm.Web.Shell;

namespace ExhibitionCrm.Web.Activity;

/// <summary>Whom the sentences of one entry name.</summary>
/// <param name="names">What the page's subjects are called now.</param>
public sealed class Mentions(string actor, IReadOnlyDictionary<AuditSubject, string> names, Links links)
{
    public Links Links => links;

    /// <summary>Who did it; begins the sentence.</summary>
    public Mention Actor => new(Activity.Actor.InASentence(actor)) { IsActor = true };

    public bool IsActor(string userName) => userName == actor;

    /// <summary>Null for what is gone.</summary>
    public string? NameOf(AuditSubject subject) => names.GetValueOrDefault(subject);
}
