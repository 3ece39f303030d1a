using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// Names of time zones that .NET and PostgreSQL read in the same way: those of places. To PostgreSQL an abbreviation is a
/// fixed distance from UTC, "CET" in July too; Windows' names it does not know, nor everywhere those of countries.
/// </summary>
internal static partial class ZoneName
{
    public const string Utc = "UTC";

    /// <summary>The form of those names, as a regular expression that .NET and PostgreSQL read alike.</summary>
    public const string Pattern = "^(?:UTC|(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[A-Za-z0-9_+/-]+)$";

    // Those that Windows has no name for, with the places that the zone database itself gives them.
    private static readonly Dictionary<string, string> Abbreviations = new()
    {
        ["CET"] = "Europe/Brussels",
        ["MET"] = "Europe/Brussels",
        ["EET"] = "Europe/Athens",
        ["WET"] = "Europe/Lisbon",
        ["EST"] = "America/Panama",
        ["MST"] = "America/Phoenix",
        ["HST"] = "Pacific/Honolulu",
        ["GMT"] = Utc,
    };

    /// <summary>All that this machine has, in their order.</summary>
    public static IReadOnlyList<string> All => AllNames.Value;

    private static readonly Lazy<string[]> AllNames = new(() =>
        [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Append(Utc).Where(name => Form().IsMatch(name)).Distinct().Order(StringComparer.Ordinal)]);

    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return Form().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }

    /// <summary>The name of a place in that zone; null for what names no zone at all.</summary>
    public static string? Suggest(string name)
    {
        if (Abbreviations.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return null;
        }

        var windows = TimeZoneInfo.TryConvertIanaIdToWindowsId(zone.Id, out var id) ? id : zone.Id;
        return TimeZoneInfo.TryConvertWindowsIdToIanaId(windows, out var place) && place.StartsWith("Etc/", StringComparison.Ordinal) ? Utc : place;
    }

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
