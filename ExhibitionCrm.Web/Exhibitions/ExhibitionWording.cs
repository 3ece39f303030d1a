using System.Globalization;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Shell;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>Says in words what happened to exhibitions.</summary>
internal sealed class ExhibitionWording : EventWording<ExhibitionEvent>
{
    /// <summary>Their names, or the short ones while they have none.</summary>
    public static readonly SubjectNames Names = new(ExhibitionEvent.SubjectType, async (db, ids, cancellationToken) =>
    {
        var numbers = ids.Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        var named = await db.Exhibitions.Where(e => numbers.Contains(e.Id)).Select(e => new { e.Id, Name = e.Name ?? e.Slug }).ToListAsync(cancellationToken);
        return named.ToDictionary(e => ExhibitionEvent.About(e.Id).Id, e => e.Name);
    });

    protected override EventWords? Of(ExhibitionEvent happened, Mentions mentions) => happened switch
    {
        ExhibitionCreated { CopiedFromId: { } from } e => new(
            Copied(e, mentions, Of(e, mentions, e.Name), Of(from, mentions, e.CopiedFrom)),
            [Short(null, e.Slug), .. e.CopiedStaff is { } staff ? [new FieldChange("Staff", null, People(staff))] : Array.Empty<FieldChange>()]),
        ExhibitionCreated e => new($"{mentions.Actor} created the exhibition {Of(e, mentions, e.Name)}", Short(null, e.Slug)),
        ExhibitionChanged e => new($"{mentions.Actor} edited the settings of {Of(e, mentions, Given(e.Name?.New))}", [.. Changes(e)]),
        ExhibitionArchived e => new($"{mentions.Actor} archived the exhibition {Of(e, mentions, e.Name)}"),
        ExhibitionReopened e => new($"{mentions.Actor} brought back the exhibition {Of(e, mentions, e.Name)}"),
        ExhibitionLogoChanged e => new(
            $"{mentions.Actor} changed the logo of {Of(e, mentions, e.Name)}",
            new FieldChange("Size", null, string.Create(CultureInfo.InvariantCulture, $"{e.Width} × {e.Height} pixels"))),
        ExhibitionLogoRemoved e => new($"{mentions.Actor} removed the logo of {Of(e, mentions, e.Name)}"),
        ExhibitionDeleted e => new($"{mentions.Actor} deleted the exhibition {new Mention(e.Name)}",
            Short(e.Slug, null), new FieldChange("Customers", e.Customers.ToString("N0", CultureInfo.InvariantCulture), null)),
        _ => null,
    };

    /// <summary>As people say how many of them.</summary>
    internal static string People(int count) => count == 1 ? "1 person" : $"{count.ToString("N0", CultureInfo.InvariantCulture)} people";

    private static FormattableString Copied(ExhibitionCreated e, Mentions mentions, Mention made, Mention from)
    {
        if (e.CopiedStaff is null)
        {
            return $"{mentions.Actor} created the exhibition {made} with the settings of {from}";
        }

        return e.CopiedSettings is false
            ? (FormattableString)$"{mentions.Actor} created the exhibition {made} with the staff of {from}"
            : $"{mentions.Actor} created the exhibition {made} with the settings and staff of {from}";
    }

    private static Mention Of(ExhibitionEvent e, Mentions mentions, string? then) => Of(e.ExhibitionId, mentions, then);

    /// <summary>By its name of today with a link, or by the one of then where it is gone.</summary>
    private static Mention Of(int id, Mentions mentions, string? then) =>
        mentions.NameOf(ExhibitionEvent.About(id)) is { } now ? new(now, Links.EditExhibition(id)) : new(then ?? "an exhibition that was deleted");

    private static FieldChange Short(string? before, string? after) => new("Short name", before, after);

    private static IEnumerable<FieldChange> Changes(ExhibitionChanged e) =>
        from field in new[]
        {
            ("Name", e.Name), ("Venue", e.Venue), ("First day", e.StartsOn), ("Last day", e.EndsOn), ("Time zone", e.TimeZone), ("Currency", e.Currency),
            ("Large amounts", e.ImplausibleFrom), ("Phone region", e.PhoneRegion), ("Privacy notice", e.PrivacyUrl),
            ("Short name", e.Slug), ("State", e.State), ("Colour", e.Colour),
            ("Email", e.Email), ("Phone", e.Phone),
            ("Sender's name", e.SenderName), ("Sender's email address", e.SenderAddress), ("Label size", e.LabelSize),
        }
        let change = field.Item2
        where change is not null
        select new FieldChange(field.Item1, Given(change.Old), Given(change.New));

    private static string? Given(string? value) => value is { Length: > 0 } ? value : null;
}
