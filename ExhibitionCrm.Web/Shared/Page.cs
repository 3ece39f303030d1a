namespace ExhibitionCrm.Web.Shared;

/// <summary>One page of a list.</summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, int Number, Found Found)
{
    public bool HasNext => Rows.Count == Paging.Size && Number < Paging.Deepest && (Found.IsCapped || Number * Paging.Size < Found.Count);
}

/// <summary>How many there are; past <see cref="Cap"/> of a narrowed list nobody counts on.</summary>
public readonly record struct Found(int Count, bool IsCapped)
{
    public const int Cap = 10_000;

    /// <summary>1,234 or "more than 10,000".</summary>
    public override string ToString() => IsCapped
        ? $"more than {Count.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture)}"
        : Count.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture);
}

public static class Paging
{
    public const int Size = 100;

    /// <summary>Deeper pages cost the database a walk of all before them; a narrower search is what people want there.</summary>
    public const int Deepest = 1_000;

    /// <summary>The page that an address asks for, brought within what is served.</summary>
    public static int Read(string? asked) => int.TryParse(asked, out var number) ? Math.Clamp(number, 1, Deepest) : 1;
}
