using System.Globalization;
using ExhibitionCrm.Web.Activity;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What happens to exhibitions.</summary>
public abstract record ExhibitionEvent(int ExhibitionId) : AuditEvent
{
    public const string SubjectType = "Exhibition";

    public sealed override AuditSubject Subject => About(ExhibitionId);

    /// <summary>What happens to an exhibition is the installation's matter, wherever the administrator was who did it.</summary>
    public sealed override bool IsOfExhibition => false;

    public static AuditSubject About(int exhibitionId) => new(SubjectType, exhibitionId.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Null is what stayed as it was; an empty text is none. Days are as in 2026-11-24, the amount is without its currency.</summary>
/// <param name="Email">Whether customers have to give one: "required" or "optional".</param>
/// <param name="Phone">The same.</param>
[EventKind("exhibition.changed", "Exhibition edited")]
public sealed record ExhibitionChanged(
    int ExhibitionId, Change? Name = null, Change? Venue = null, Change? StartsOn = null, Change? EndsOn = null, Change? TimeZone = null,
    Change? Currency = null, Change? ImplausibleFrom = null, Change? PhoneRegion = null, Change? PrivacyUrl = null,
    Change? Slug = null, Change? State = null, Change? Colour = null,
    Change? Email = null, Change? Phone = null,
    Change? SenderName = null, Change? SenderAddress = null, Change? LabelSize = null)
    : ExhibitionEvent(ExhibitionId)
{
    private const string Required = "required";
    private const string Optional = "optional";

    public static ExhibitionChanged Between(int exhibitionId, ExhibitionDetails before, ExhibitionDetails after)
    {
        var (old, @new) = (before.ToText(), after.ToText());
        return new(
            exhibitionId,
            Of(text => text.Name), Of(text => text.Venue), Of(text => text.StartsOn), Of(text => text.EndsOn), Of(text => text.TimeZone),
            Of(text => text.Currency), Of(text => text.ImplausibleFrom), Of(text => text.PhoneRegion), Of(text => text.PrivacyUrl),
            Of(text => text.Slug), Of(text => text.State), Of(text => text.Colour),
            Of(text => text.EmailRequired ? Required : Optional), Of(text => text.PhoneRequired ? Required : Optional),
            Of(text => text.SenderName), Of(text => text.SenderAddress), Of(text => text.LabelSize));

        Change? Of(Func<ExhibitionText, string?> value) => Change.Between(value(old) ?? "", value(@new) ?? "");
    }
}

/// <param name="CopiedFromId">The exhibition that it was copied from; null for none.</param>
/// <param name="CopiedFrom">What that one was called then.</param>
/// <param name="CopiedSettings">Whether it began with that one's settings; null in events of before, which say it by the ID.</param>
/// <param name="CopiedStaff">How many people have the role here that they have there; null where they were not copied.</param>
[EventKind("exhibition.created", "Exhibition created")]
public sealed record ExhibitionCreated(
    int ExhibitionId, string Name, string Slug, int? CopiedFromId = null, string? CopiedFrom = null, bool? CopiedSettings = null, int? CopiedStaff = null)
    : ExhibitionEvent(ExhibitionId);

[EventKind("exhibition.archived", "Exhibition archived")]
public sealed record ExhibitionArchived(int ExhibitionId, string Name) : ExhibitionEvent(ExhibitionId);

[EventKind("exhibition.reopened", "Exhibition brought back")]
public sealed record ExhibitionReopened(int ExhibitionId, string Name) : ExhibitionEvent(ExhibitionId);

/// <summary>Also where there was another one before.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
[EventKind("exhibition.logo_changed", "Exhibition logo changed")]
public sealed record ExhibitionLogoChanged(int ExhibitionId, string Name, int Width, int Height) : ExhibitionEvent(ExhibitionId);

[EventKind("exhibition.logo_removed", "Exhibition logo removed")]
public sealed record ExhibitionLogoRemoved(int ExhibitionId, string Name) : ExhibitionEvent(ExhibitionId);

/// <param name="Customers">How many were deleted with it.</param>
[EventKind("exhibition.deleted", "Exhibition deleted")]
public sealed record ExhibitionDeleted(int ExhibitionId, string Name, string Slug, int Customers) : ExhibitionEvent(ExhibitionId);
