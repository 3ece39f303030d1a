using System.Globalization;
using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What happens to exhibitions.</summary>
public abstract record ExhibitionEvent(int ExhibitionId) : AuditEvent
{
    public const string SubjectType = "Exhibition";

    public sealed override AuditSubject Subject => About(ExhibitionId);

    public static AuditSubject About(int exhibitionId) => new(SubjectType, exhibitionId.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Null is what stayed as it was; an empty text is none. Days are as in 2026-11-24, the amount is without its currency.</summary>
[EventKind("exhibition.changed", "Exhibition edited")]
public sealed record ExhibitionChanged(
    int ExhibitionId, Change? Name = null, Change? Venue = null, Change? StartsOn = null, Change? EndsOn = null, Change? TimeZone = null,
    Change? Currency = null, Change? ImplausibleFrom = null, Change? PhoneRegion = null, Change? PrivacyUrl = null)
    : ExhibitionEvent(ExhibitionId)
{
    public static ExhibitionChanged Between(int exhibitionId, ExhibitionDetails before, ExhibitionDetails after)
    {
        var (old, @new) = (before.ToText(), after.ToText());
        return new(
            exhibitionId,
            Of(text => text.Name), Of(text => text.Venue), Of(text => text.StartsOn), Of(text => text.EndsOn), Of(text => text.TimeZone),
            Of(text => text.Currency), Of(text => text.ImplausibleFrom), Of(text => text.PhoneRegion), Of(text => text.PrivacyUrl));

        Change? Of(Func<ExhibitionText, string?> value) => Change.Between(value(old) ?? "", value(@new) ?? "");
    }
}
