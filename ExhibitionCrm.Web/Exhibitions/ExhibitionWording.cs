using System.Globalization;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Shell;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>Says in words what happened to exhibitions.</summary>
internal sealed class ExhibitionWording : EventWording<ExhibitionEvent>
{
    /// <summary>Those that have one.</summary>
    public static readonly SubjectNames Names = new(ExhibitionEvent.SubjectType, async (db, ids, cancellationToken) =>
    {
        var numbers = ids.Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        var named = await db.Exhibitions.Where(e => numbers.Contains(e.Id) && e.Name != null).Select(e => new { e.Id, e.Name }).ToListAsync(cancellationToken);
        return named.ToDictionary(e => ExhibitionEvent.About(e.Id).Id, e => e.Name!);
    });

    protected override EventWords? Of(ExhibitionEvent happened, Mentions mentions) => happened switch
    {
        ExhibitionChanged e => new($"{mentions.Actor} edited the settings of {Exhibition(e, mentions)}", [.. Changes(e)]),
        _ => null,
    };

    private static Mention Exhibition(ExhibitionChanged e, Mentions mentions) =>
        new(mentions.NameOf(e.Subject) ?? Given(e.Name?.New) ?? "the exhibition", Links.Exhibition);

    private static IEnumerable<FieldChange> Changes(ExhibitionChanged e) =>
        from field in new[]
        {
            ("Name", e.Name), ("Venue", e.Venue), ("First day", e.StartsOn), ("Last day", e.EndsOn), ("Time zone", e.TimeZone), ("Currency", e.Currency),
            ("Large amounts", e.ImplausibleFrom), ("Phone region", e.PhoneRegion), ("Privacy notice", e.PrivacyUrl),
        }
        let change = field.Item2
        where change is not null
        select new FieldChange(field.Item1, Given(change.Old), Given(change.New));

    private static string? Given(string? value) => value is { Length: > 0 } ? value : null;
}
