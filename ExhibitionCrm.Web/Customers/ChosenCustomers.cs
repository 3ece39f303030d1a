using System.Globalization;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Web.Customers;

/// <summary>What a <see cref="CustomerSelection"/> was, for the events of actions on many. All null for every customer.</summary>
/// <param name="Ticked">How many were ticked; null where the rest says who.</param>
/// <param name="Search">As it is searched for, see <see cref="Lists.SearchText.Key(string)"/>.</param>
/// <param name="Created">See <see cref="Lists.DateFilter"/>; the range has the two days, of which either may be missing.</param>
public sealed record ChosenCustomers(
    int? Ticked = null, string? Search = null, OutboxState? Mail = null, string? Created = null, DateOnly? From = null, DateOnly? To = null)
{
    /// <summary>In words.</summary>
    public IEnumerable<FieldChange> Describe() => new FieldChange[]
    {
        new("Selected", null, Ticked?.ToString("N0", CultureInfo.InvariantCulture)),
        new("Search", null, Search),
        new("Welcome email", null, Mail is OutboxState.None ? "No email" : Mail?.ToString()),
        new("Registered", null, Created switch
        {
            Lists.DateFilter.Today => "today",
            Lists.DateFilter.SevenDays => "in the last 7 days",
            Lists.DateFilter.Month => "this month",
            Lists.DateFilter.Range when To is null => $"from {Day(From)}",
            Lists.DateFilter.Range when From is null => $"until {Day(To)}",
            Lists.DateFilter.Range => $"from {Day(From)} to {Day(To)}",
            _ => Created,
        }),
    }.Where(field => field.After is not null);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
