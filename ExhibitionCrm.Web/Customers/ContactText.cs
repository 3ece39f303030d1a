namespace ExhibitionCrm.Web.Customers;

/// <summary>What somebody says of a customer, as text that nobody has checked; <see cref="ContactDetails"/> come of it.</summary>
public sealed record ContactText(string? Name, string? Email, string? Phone)
{
    public string? Company { get; init; }

    public string? JobTitle { get; init; }

    public string? Note { get; init; }
}
