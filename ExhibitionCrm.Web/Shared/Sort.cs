using System.Linq.Expressions;

namespace ExhibitionCrm.Web.Shared;

/// <summary>A column to sort by, in the address as "total" or "-total".</summary>
public sealed record Sort(string Column, bool Descending)
{
    /// <summary>Falls back for a column that there is not.</summary>
    public static Sort Parse(string? text, IReadOnlyList<string> columns, Sort otherwise)
    {
        var column = text?.TrimStart('-');
        return column is not null && columns.Contains(column) ? new Sort(column, text!.StartsWith('-')) : otherwise;
    }

    public override string ToString() => Descending ? $"-{Column}" : Column;
}

internal static class SortExtensions
{
    public static IOrderedQueryable<T> By<T, TKey>(this IQueryable<T> rows, Sort sort, Expression<Func<T, TKey>> key) =>
        sort.Descending ? rows.OrderByDescending(key) : rows.OrderBy(key);

    public static IOrderedQueryable<T> Then<T, TKey>(this IOrderedQueryable<T> rows, Sort sort, Expression<Func<T, TKey>> key) =>
        sort.Descending ? rows.ThenByDescending(key) : rows.ThenBy(key);
}
