using System.Linq.Expressions;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Caching.Memory;

namespace ExhibitionCrm.Web.Lists;

/// <summary>
/// Reads pages of lists without walking a million rows at every view. What a narrowed list finds, where it is more than a
/// page, is counted up to a cap. What stays below it is gathered and sorted; of more, the order is walked, for then the next match is seldom far. Large
/// counts are kept for a moment, in which they can miss the newest rows.
/// </summary>
public sealed class KeysetPaginator(IMemoryCache cache, TimeProvider clock)
{
    // No index finds one or two characters, so that counting them is reading on and on.
    private const int CapOfShortQuery = 1_000;

    // Of what matches ten thousand times, a page is full long before, unless the order and the search have to do with
    // each other: all Annas stand at one end of the names. Then gathering them is quicker than walking there.
    private const int LongestWalk = 10_000;

    /// <summary>What is no more than this is counted at each view.</summary>
    internal const int AlwaysExactUpTo = 1_000;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongMoment = TimeSpan.FromMinutes(1);

    // So that counting the largest tables takes at most a fiftieth of the time.
    private const int MomentPerWork = 50;

    internal async Task<Page<TRow>> ReadAsync<T, TRow>(ListQuery<T, TRow> list, PageRequest address, CancellationToken cancellationToken)
    {
        // Most searches find less than a page, and then one statement says both: who they are and how many. Not where each that
        // is found costs a look elsewhere: there that is too dear for what it does in vain when there are more.
        var few = list.Search is not null && list.Cap == MatchCount.Cap && address == PageRequest.First && !cache.TryGetValue(CountOf(list), out _)
            ? await TakeAsync(list, list.Found.Take(CapOf(list) + 1), list.Descending, number: 1, cancellationToken)
            : null;
        if (few is { Count: <= PageRequest.Size })
        {
            return new Page<TRow>(few, address, new MatchCount(few.Count, IsCapped: false), Previous: null, Next: null);
        }

        var found = await CountAsync(list, cancellationToken);
        return await ReadAsync(list, found, address, found.IsCapped ? null : few, cancellationToken);
    }

    /// <summary>A sum over a whole table, kept for a moment.</summary>
    public Task<Kept<decimal>> SumAsync(string list, IQueryable<decimal> amounts, CancellationToken cancellationToken) =>
        RememberAsync((list, "sum"), () => amounts.SumAsync(cancellationToken));

    /// <summary>What was read of a whole table, kept for a moment.</summary>
    /// <param name="isWorthKeeping">Whether it was so much that reading it again costs something; without it, always.</param>
    public async Task<Kept<T>> RememberAsync<T>(object key, Func<Task<T>> read, Func<T, bool>? isWorthKeeping = null)
    {
        if (cache.TryGetValue(key, out Read<T>? known))
        {
            return new Kept<T>(known!.Value, clock.GetElapsedTime(known.At));
        }

        var start = clock.GetTimestamp();
        var value = await read();
        if (isWorthKeeping?.Invoke(value) != false)
        {
            Keep(key, new Read<T>(value, clock.GetTimestamp()), start);
        }

        return new Kept<T>(value, TimeSpan.Zero);
    }

    private async Task<MatchCount> CountAsync<T, TRow>(ListQuery<T, TRow> list, CancellationToken cancellationToken)
    {
        var cap = CapOf(list);
        var count = await RememberAsync(
            CountOf(list),
            () => (list.Filter is null ? list.Rows : list.Found.Take(cap + 1)).CountAsync(cancellationToken),
            isWorthKeeping: count => count > AlwaysExactUpTo);
        return new MatchCount(Math.Min(count.Value, cap), IsCapped: count.Value > cap, count.Age);
    }

    private static object CountOf<T, TRow>(ListQuery<T, TRow> list) => (list.Name, list.Filter);

    private static int CapOf<T, TRow>(ListQuery<T, TRow> list) =>
        list.Filter is null ? int.MaxValue : SearchText.IsShort(list.Filter.Query) ? CapOfShortQuery : list.Cap;

    private void Keep<T>(object key, Read<T> value, long start)
    {
        var kept = TimeSpan.FromSeconds(Math.Clamp(
            clock.GetElapsedTime(start).TotalSeconds * MomentPerWork, Moment.TotalSeconds, LongMoment.TotalSeconds));
        cache.Set(key, value, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = kept });
    }

    /// <param name="known">The page's first rows and one more, where they have been read.</param>
    private static async Task<Page<TRow>> ReadAsync<T, TRow>(
        ListQuery<T, TRow> list, MatchCount found, PageRequest address, List<TRow>? known, CancellationToken cancellationToken)
    {
        var (order, backward, cursor) = (list.Order, address.Before is not null, address.After ?? address.Before);
        if (cursor is not null && !order.Reads(cursor))
        {
            return await ReadAsync(list, found, PageRequest.First, known: null, cancellationToken);
        }

        var descending = list.Descending != backward;
        IQueryable<T> From(IQueryable<T> rows) => cursor is null ? rows : order.Beyond(rows, descending, cursor);

        Task<List<TRow>> TakeAsync(IQueryable<T> rows) =>
            KeysetPaginator.TakeAsync(list, rows, descending, cursor is null ? address.Number : 1, cancellationToken);

        var read = known ?? (list.Search is { } search && found.IsCapped
            ? await TakeAsync(order.Sort(From(list.Rows), descending).Take(LongestWalk).Where(search))
            : []);
        if (read.Count <= PageRequest.Size)
        {
            // Below a limit that is not reached, the database gathers first and sorts then.
            var mayWalk = list.Filter is null || (list.Search is null && found.IsCapped);
            read = await TakeAsync(list.Filter is null ? From(list.Rows).TagWith(PreparedStatements.Mark)
                : mayWalk ? From(list.Rows) : From(list.Found).Take(int.MaxValue));
        }

        var more = read.Count > PageRequest.Size;
        if (backward && !more)
        {
            // Back at the start, which may be nearer now than it was.
            return await ReadAsync(list, found, PageRequest.First, known: null, cancellationToken);
        }

        var rows = more ? read[..PageRequest.Size] : read;
        if (backward)
        {
            rows.Reverse();
        }

        var number = address.Number;
        return new Page<TRow>(
            rows, address, found,
            Previous: number == 1 ? null
                : number == 2 || rows.Count == 0 ? PageRequest.First
                : new PageRequest(number - 1, Before: order.Cursor(rows[0])),
            Next: more || backward ? new PageRequest(number + 1, After: order.Cursor(rows[^1])) : null);
    }

    // One row more tells whether there is a further page.
    private static Task<List<TRow>> TakeAsync<T, TRow>(
        ListQuery<T, TRow> list, IQueryable<T> rows, bool descending, int number, CancellationToken cancellationToken) =>
        list.Select(FewOf(Skip(list.Order.Sort(rows, descending), number))).ToListAsync(cancellationToken);

    /// <summary>
    /// The limit is part of the statement, not a value of it: only so does a plan that is made once know that an order is
    /// walked for a few rows, and not sorted.
    /// </summary>
    private static IQueryable<T> FewOf<T>(IQueryable<T> rows)
    {
        Expression<Func<IQueryable<T>, IQueryable<T>>> few = all => all.Take(EF.Constant(PageRequest.Size + 1));
        return rows.Provider.CreateQuery<T>(ReplacingExpressionVisitor.Replace(few.Parameters[0], rows.Expression, few.Body));
    }

    private static IQueryable<T> Skip<T>(IQueryable<T> rows, int number) => number == 1 ? rows : rows.Skip((number - 1) * PageRequest.Size);
}

/// <param name="At">A timestamp of the clock.</param>
internal sealed record Read<T>(T Value, long At);

/// <summary>A list as it is asked for.</summary>
/// <param name="Filter">Null for the whole list.</param>
/// <param name="Rows">All, or what the filter leaves of them but for the text that it searches.</param>
/// <param name="Search">Leaves the rows that hold the text; null without one.</param>
/// <param name="Select">Makes lines of the list of rows, without changing their order.</param>
internal sealed record ListQuery<T, TRow>(
    string Name, IListFilter? Filter, IQueryable<T> Rows, Expression<Func<T, bool>>? Search,
    KeysetOrder<T, TRow> Order, bool Descending, Func<IQueryable<T>, IQueryable<TRow>> Select)
{
    /// <summary>What the filter leaves, asked for in the way that suits few, where that is another.</summary>
    public IQueryable<T> Found { get; init; } = Search is null ? Rows : Rows.Where(Search);

    /// <summary>Where counting stops once there is a filter.</summary>
    public int Cap { get; init; } = MatchCount.Cap;
}
