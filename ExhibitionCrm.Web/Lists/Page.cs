using System.Globalization;

namespace ExhibitionCrm.Web.Lists;

/// <summary>One page of a list.</summary>
/// <param name="Previous">Null on the first page.</param>
/// <param name="Next">Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, PageRequest Address, MatchCount Matches, PageRequest? Previous, PageRequest? Next)
{
    public Pager Pager => new(Address, Rows.Count, Matches, Previous, Next);
}

/// <summary>How many there are; past the cap of a narrowed list nobody counts on.</summary>
/// <param name="Age">Since they were counted; large counts are kept for a while.</param>
public readonly record struct MatchCount(int Count, bool IsCapped, TimeSpan Age = default)
{
    public const int Cap = 10_000;

    /// <inheritdoc cref="Kept{T}.Counted"/>
    public string Counted => new Kept<int>(Count, Age).Counted;

    /// <summary>1,234 or "more than 10,000".</summary>
    public override string ToString() => IsCapped
        ? $"more than {Count.ToString("#,##0", CultureInfo.InvariantCulture)}"
        : Count.ToString("#,##0", CultureInfo.InvariantCulture);
}

/// <summary>What a list is narrowed to; equal to another that leaves the same rows.</summary>
public interface IListFilter
{
    /// <summary>As it was typed.</summary>
    string? Query { get; }
}

/// <summary>
/// Where a page begins: after the last row of the one before, or before the first row of the one after, each named by a
/// cursor, so that the thousandth page costs the database what the first one costs, and that rows which come and go
/// meanwhile make nothing appear twice. A number alone, typed by hand, counts from the start.
/// </summary>
/// <param name="Number">From 1.</param>
public sealed record PageRequest(int Number, string? After = null, string? Before = null)
{
    public const int Size = 100;

    /// <summary>By number alone; a cursor leads on for as long as there are rows.</summary>
    public const int Deepest = 100;

    private const int HighestNumber = 10_000_000;

    public static readonly PageRequest First = new(1);

    private static readonly string[] Parameters = ["page", "after", "before"];

    /// <summary>What an address asks for, brought within what is served.</summary>
    public static PageRequest Read(IQueryCollection query)
    {
        var number = int.TryParse(query["page"], out var asked) ? Math.Clamp(asked, 1, HighestNumber) : 1;
        return (number, query["after"].ToString(), query["before"].ToString()) switch
        {
            ( > 1, { Length: > 0 } after, _) => new PageRequest(number, After: after),
            ( > 1, _, { Length: > 0 } before) => new PageRequest(number, Before: before),
            _ => new PageRequest(Math.Min(number, Deepest)),
        };
    }

    /// <summary>Whether a parameter of an address belongs to the page rather than to the list.</summary>
    public static bool Owns(string parameter) => Parameters.Contains(parameter, StringComparer.OrdinalIgnoreCase);

    /// <summary>As parameters of an address; none for the first page.</summary>
    public IEnumerable<KeyValuePair<string, string>> Query()
    {
        if (Number > 1)
        {
            yield return new("page", Number.ToString(CultureInfo.InvariantCulture));
        }

        if (After is not null)
        {
            yield return new("after", After);
        }

        if (Before is not null)
        {
            yield return new("before", Before);
        }
    }
}
