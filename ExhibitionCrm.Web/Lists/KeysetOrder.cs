using System.Buffers.Text;
using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace ExhibitionCrm.Web.Lists;

/// <summary>An order that a list of <typeparamref name="T"/>, shown as <typeparamref name="TRow"/>, can stand in.</summary>
internal abstract class KeysetOrder<T, TRow>
{
    public abstract IQueryable<T> Sort(IQueryable<T> rows, bool descending);

    /// <summary>Whether this order made the cursor; an address may hold anything.</summary>
    public abstract bool Reads(string cursor);

    /// <summary>Those that come later in the order than a cursor that it reads.</summary>
    public abstract IQueryable<T> Beyond(IQueryable<T> rows, bool descending, string cursor);

    /// <summary>Names a row's place, which stays where it is when the row is changed or deleted.</summary>
    public abstract string Cursor(TRow row);
}

/// <summary>By a column, and by the ID among equals.</summary>
internal sealed class KeysetOrder<T, TRow, TKey, TId>(
    Expression<Func<T, TKey>> key, Expression<Func<T, TId>> id, Func<TRow, TKey> keyOf, Func<TRow, TId> idOf) : KeysetOrder<T, TRow>
{
    public override IQueryable<T> Sort(IQueryable<T> rows, bool descending) => descending
        ? rows.OrderByDescending(key).ThenByDescending(id)
        : rows.OrderBy(key).ThenBy(id);

    public override bool Reads(string cursor) => Read(cursor) is not null;

    public override IQueryable<T> Beyond(IQueryable<T> rows, bool descending, string cursor)
    {
        var place = Read(cursor)!;

        // Compared as one value of two parts, which PostgreSQL looks up in the order's index.
        Expression<Func<TKey, TId, bool>> beyond = descending
            ? (k, i) => EF.Functions.LessThan(ValueTuple.Create(k, i), ValueTuple.Create(place.Key, place.Id))
            : (k, i) => EF.Functions.GreaterThan(ValueTuple.Create(k, i), ValueTuple.Create(place.Key, place.Id));
        var row = key.Parameters[0];
        var condition = ReplacingExpressionVisitor.Replace(
            [beyond.Parameters[0], beyond.Parameters[1]],
            [key.Body, ReplacingExpressionVisitor.Replace(id.Parameters[0], row, id.Body)],
            beyond.Body);
        return rows.Where(Expression.Lambda<Func<T, bool>>(condition, row));
    }

    public override string Cursor(TRow row) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Place(keyOf(row), idOf(row))));

    private static Place? Read(string cursor)
    {
        try
        {
            var place = JsonSerializer.Deserialize<Place>(Base64Url.DecodeFromChars(cursor));
            return place is not null && CanBeAsked(place.Key) && CanBeAsked(place.Id) ? place : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static bool CanBeAsked(object? value) => value switch
    {
        null => false,
        string text => !text.Contains('\0', StringComparison.Ordinal),
        DateTimeOffset time => time.Offset == TimeSpan.Zero,
        _ => true,
    };

    private sealed record Place(TKey Key, TId Id);
}
