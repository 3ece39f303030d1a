using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Web.Activity;

/// <summary>What the activity is narrowed to; lives in the page's address.</summary>
/// <param name="Person">Who did it, by user name.</param>
/// <param name="Kind">What was done, see <see cref="EventKinds.Titles"/>.</param>
public sealed record ActivityFilter(string? Person, string? Kind, DateFilter Date)
{
    public bool IsEmpty => Person is null && Kind is null && Date.IsEmpty;

    /// <summary>From an address's values, by name; what cannot be read does not narrow.</summary>
    public static ActivityFilter Read(Func<string, string?> value) => new(
        value("by") is { Length: > 0 and <= AuditEntry.ActorMaxLength } by && !by.Contains('\0', StringComparison.Ordinal) ? by : null,
        EventKinds.Titles.Select(known => known.Kind).FirstOrDefault(known => known == value("kind")),
        DateFilter.Parse(value("created"), value("from"), value("to")));
}
