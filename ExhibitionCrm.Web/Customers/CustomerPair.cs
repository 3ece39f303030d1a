using System.Diagnostics.CodeAnalysis;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Two customers of one exhibition, whichever was named first.</summary>
public sealed record CustomerPair
{
    private CustomerPair(string first, string second) => (FirstId, SecondId) = (first, second);

    /// <summary>Of the two <see cref="CustomerId"/>s the lower one, letter by letter.</summary>
    public string FirstId { get; }

    public string SecondId { get; }

    public static bool TryCreate(string? one, string? other, [NotNullWhen(true)] out CustomerPair? pair)
    {
        pair = CustomerId.TryParse(one, out var a) && CustomerId.TryParse(other, out var b) && a != b
            ? string.CompareOrdinal(a, b) < 0 ? new CustomerPair(a, b) : new CustomerPair(b, a)
            : null;
        return pair is not null;
    }
}
