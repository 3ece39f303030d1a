using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Web.Customers;

/// <summary>
/// Two customers of whom somebody said that they are not the same person. It stays when one of them is deleted or becomes another
/// one's alias, and counts again when that is undone.
/// </summary>
public sealed class DistinctCustomers : IOfExhibition
{
    private DistinctCustomers()
    {
    }

    public int ExhibitionId { get; private init; }

    /// <summary>See <see cref="CustomerPair"/>.</summary>
    public string FirstId { get; private init; } = "";

    public string SecondId { get; private init; } = "";

    /// <summary>See <see cref="DuplicatePair.Pair"/>.</summary>
    public string Pair { get; private init; } = "";

    public DateTimeOffset DecidedAt { get; private init; }

    /// <summary>A user name.</summary>
    public string DecidedBy { get; private init; } = "";

    public static DistinctCustomers Of(CustomerPair pair, Actor actor, DateTimeOffset now) =>
        new() { FirstId = pair.FirstId, SecondId = pair.SecondId, DecidedAt = now, DecidedBy = actor.Name };
}
