namespace ExhibitionCrm.Web.Customers;

/// <summary>What a search found, for choosing the one who is meant, or for registering who is not there yet.</summary>
/// <param name="Typed">What was searched for.</param>
/// <param name="LinkTo">Where the customer with an ID is chosen.</param>
public sealed record CustomerMatches(LookupOutcome Outcome, string? Typed, Func<string, string> LinkTo)
{
    /// <summary>Those to choose from; none if nobody or the one was found.</summary>
    public IReadOnlyList<CustomerRow> Rows => Outcome is LookupOutcome.Several { Matches: var matches } ? matches : [];

    /// <summary>Why there is nobody, for the person who typed; null otherwise.</summary>
    public string? Trouble => Outcome switch
    {
        LookupOutcome.Nobody { MistypedId: { } id } => $"No customer has ID {id}. It looks mistyped. Check it against the badge.",
        LookupOutcome.Nobody => "No customer found. Check your search.",
        _ => null,
    };
}
