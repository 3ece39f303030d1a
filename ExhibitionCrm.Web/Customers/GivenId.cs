namespace ExhibitionCrm.Web.Customers;

/// <summary>A <see cref="CustomerId"/> that somebody was given at some exhibition. Nobody else ever gets it, whoever is deleted or merged.</summary>
public sealed class GivenId
{
    public const string PrimaryKeyName = "pk_given_ids";

    public required string Id { get; init; }

    /// <summary>Of one who was merged: the ID that all of the person's lead to, at whichever exhibition. Null for that one itself.</summary>
    public string? SurvivorId { get; private init; }
}
