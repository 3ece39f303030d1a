using System.Globalization;

namespace ExhibitionCrm.Web.Lists;

/// <summary>What was counted or added up of a whole table, and is kept for a while.</summary>
/// <param name="Age">Since it was.</param>
public readonly record struct Kept<T>(T Value, TimeSpan Age)
{
    private static readonly TimeSpan OldEnoughToSay = TimeSpan.FromSeconds(5);

    /// <summary>", counted 12 seconds ago", to follow a number; empty for what was counted just now.</summary>
    public string Counted => Age < OldEnoughToSay ? "" : string.Create(CultureInfo.InvariantCulture, $", counted {Age.TotalSeconds:0} seconds ago");
}
