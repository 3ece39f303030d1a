using System.Globalization;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Lists;

/// <summary>
/// Days in the exhibition's time zone: a preset (today, 7days, month) or a range of which either end may be open.
/// </summary>
public sealed record DateFilter(string? Preset, DateOnly? From, DateOnly? To)
{
    public const string Today = "today";
    public const string SevenDays = "7days";
    public const string Month = "month";
    public const string Range = "range";

    public static readonly DateFilter None = new(null, null, null);

    public bool IsEmpty => Preset is not (Today or SevenDays or Month) && From is null && To is null;

    /// <summary>From the address's values; what cannot be read does not narrow.</summary>
    public static DateFilter Parse(string? preset, string? from, string? to) =>
        preset is Today or SevenDays or Month ? new(preset, null, null) : new DateFilter(Range, Day(from), Day(to)) switch
        {
            { From: null, To: null } => None,
            { From: { } first, To: { } last } when last < first => new(Range, last, first),
            var range => range,
        };

    /// <summary>In UTC: at or after the first, before the second.</summary>
    public (DateTimeOffset? From, DateTimeOffset? Until) Bounds(ExhibitionTime time) => Preset switch
    {
        Today => (time.StartOf(time.Today), null),
        SevenDays => (time.StartOf(time.Today.AddDays(-6)), null),
        Month => (time.StartOf(new DateOnly(time.Today.Year, time.Today.Month, 1)), null),
        _ => (From is { } from ? time.StartOf(from) : null, To is { } to ? time.StartOf(to.AddDays(1)) : null),
    };

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) &&
        day.Year is > 1900 and < 9000 ? day : null;
}
