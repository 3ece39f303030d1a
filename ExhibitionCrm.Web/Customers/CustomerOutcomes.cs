namespace ExhibitionCrm.Web.Customers;

/// <summary>What came of registering a customer.</summary>
public abstract record RegisterOutcome
{
    private RegisterOutcome()
    {
    }

    public sealed record Registered(string CustomerId) : RegisterOutcome;

    /// <summary>The key was used before for the same details: this is the ID that was given then, of somebody who may have been merged since.</summary>
    public sealed record Replayed(string CustomerId) : RegisterOutcome;

    /// <summary>The key was used before for somebody else; nothing was saved.</summary>
    public sealed record KeyUsedForAnother(string CustomerId, string Name) : RegisterOutcome;

    /// <summary>The key was used before at another exhibition; nothing was saved.</summary>
    public sealed record KeyUsedElsewhere : RegisterOutcome;

    /// <summary>These are surely the same person, and nobody said that they are not; nothing was saved.</summary>
    public sealed record ToBeConfirmed(IReadOnlyList<PossibleDuplicate> Duplicates) : RegisterOutcome;

    /// <summary>The person who is known from elsewhere is here by now; nothing was saved.</summary>
    public sealed record AlreadyHere(string CustomerId, string Name) : RegisterOutcome;

    /// <summary>Nobody is known by this ID any more; nothing was saved.</summary>
    public sealed record NotKnown(string Id) : RegisterOutcome;
}

/// <summary>What came of changing a customer's details.</summary>
public abstract record EditOutcome
{
    private EditOutcome()
    {
    }

    public sealed record Saved : EditOutcome;

    /// <summary>Somebody else saved since the version was read, to these; nothing was saved.</summary>
    public sealed record ChangedMeanwhile(ContactDetails Current, int Version) : EditOutcome;

    /// <summary>With the new details these are surely the same person, and nobody said that they are not; nothing was saved.</summary>
    public sealed record ToBeConfirmed(IReadOnlyList<PossibleDuplicate> Duplicates) : EditOutcome;

    /// <summary>The customer was merged into this one since; nothing was saved.</summary>
    public sealed record Merged(string SurvivorId) : EditOutcome;

    public sealed record NoSuchCustomer : EditOutcome;
}

/// <summary>What came of deleting a customer.</summary>
public enum DeleteOutcome
{
    Deleted,

    /// <summary>Void ones too stay for good, and the customer with them.</summary>
    HasBills,

    NoSuchCustomer,
}
