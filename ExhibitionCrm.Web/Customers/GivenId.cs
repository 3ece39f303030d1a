namespace ExhibitionCrm.Web.Customers;

/// <summary>A <see cref="CustomerId"/> that somebody was given at some exhibition. Nobody else ever gets it, whoever is deleted.</summary>
public sealed class GivenId
{
    public const string PrimaryKeyName = "pk_given_ids";

    public required string Id { get; init; }
}
