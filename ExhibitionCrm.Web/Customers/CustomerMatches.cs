namespace ExhibitionCrm.Web.Customers;

/// <summary>What a search found, for choosing the one who is meant, or for registering who is not there yet.</summary>
/// <param name="Typed">What was searched for.</param>
/// <param name="LinkTo">Where the customer with an ID is chosen.</param>
/// <param name="ForBill">Whether whoever is registered is to have a bill.</param>
public sealed record CustomerMatches(LookupOutcome Outcome, string? Typed, Func<string, string> LinkTo, bool ForBill = false)
{
    /// <summary>Those to choose from; none if nobody or the one was found.</summary>
    public IReadOnlyList<CustomerRow> Rows => Outcome is LookupOutcome.Several { Matches: var matches } ? matches : [];

    /// <summary>Those who are not here, but known from other exhibitions.</summary>
    public IReadOnlyList<KnownOffer> Known => Outcome switch
    {
        LookupOutcome.KnownElsewhere { Person: var person } => [new(person, ForBill, HasItsId: true)],
        LookupOutcome.Nobody { Elsewhere.First: var people } => [.. people.Select(person => new KnownOffer(person, ForBill, HasItsId: false))],
        _ => [],
    };

    /// <summary>Whether one key registers the one who is meant.</summary>
    public bool IsOffer => Outcome is LookupOutcome.KnownElsewhere;

    /// <summary>Why there is nobody, for the person who typed; null otherwise.</summary>
    public string? Trouble => Outcome switch
    {
        LookupOutcome.KnownElsewhere { Person.Id: var id } => $"ID {id} isn't registered here.",
        LookupOutcome.Nobody { MistypedId: { } id } => $"No customer has ID {id}. It looks mistyped. Check it against the badge.",
        LookupOutcome.Nobody { Elsewhere: { Count: var count, First.Count: > 0 } } => $"Not here. {count} known from other exhibitions.",
        LookupOutcome.Nobody => "No customer found. Check your search.",
        _ => null,
    };
}

/// <summary>Offers to register somebody here who is known from another exhibition.</summary>
/// <param name="ForBill">Whether they are to have a bill then.</param>
/// <param name="HasItsId">Whether it answers their ID, rather than words.</param>
/// <param name="HasFocus">Whether the next key is for it.</param>
public sealed record KnownOffer(KnownPerson Person, bool ForBill, bool HasItsId, bool HasFocus = false)
{
    /// <summary>As people say it: "Expo 2025 and Expo 2024".</summary>
    public string Exhibitions => Person.Exhibitions.Count == 1
        ? Person.Exhibitions[0]
        : $"{string.Join(", ", Person.Exhibitions.SkipLast(1))} and {Person.Exhibitions[^1]}";
}
