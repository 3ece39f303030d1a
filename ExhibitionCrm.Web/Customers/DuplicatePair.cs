using ExhibitionCrm.Web.Data;

namespace ExhibitionCrm.Web.Customers;

/// <summary>
/// Two customers who may be one person, or are at another exhibition. Triggers on customers write them whenever somebody is registered, edited or deleted, by
/// the rules of <see cref="DuplicateFinder"/>: to find all pairs of a million customers when the page is opened takes seconds
/// however it is asked, to look one customer up in three indexes a fraction of a millisecond; so the page walks an index. Of
/// those of whom somebody said that they are two people (<see cref="DistinctCustomers"/>) there is none.
/// </summary>
public sealed class DuplicatePair : IOfExhibition
{
    /// <summary>What <see cref="Rank"/> has for each degree of likelihood; a time in seconds stays below.</summary>
    private const long Degree = 100_000_000_000;

    public int ExhibitionId { get; private init; }

    /// <summary>See <see cref="CustomerPair"/>.</summary>
    public required string FirstId { get; init; }

    public required string SecondId { get; init; }

    /// <summary>The first ID and the second one, to be told from other pairs; made by the database.</summary>
    public string Pair { get; private init; } = "";

    /// <summary>The likeliest highest, among equals the one whose younger customer was registered last.</summary>
    public long Rank { get; private init; }

    /// <summary>
    /// As <see cref="PossibleDuplicate"/> has it: 4 for the same address, 2 for the same number, 1 for a similar name, and their
    /// sums; 8 for one person at another exhibition.
    /// </summary>
    internal static int LikelihoodOf(long rank) => (int)(rank / Degree);
}
