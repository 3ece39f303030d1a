using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace ExhibitionCrm.Web.Shared;

/// <summary>
/// Counts what a list found without walking a million rows at every view: a narrowed list is counted up to
/// <see cref="Found.Cap"/>, and a large count is kept for a moment, in which it can miss the newest rows.
/// </summary>
public sealed class FoundCounts(IMemoryCache cache)
{
    private const int AlwaysExactUpTo = 1_000;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    /// <param name="shown">How many rows the page holds: a page that is not full tells the count by itself.</param>
    public async Task<Found> CountAsync<T>(
        string list, object filter, bool isWhole, IQueryable<T> matching, int shown, int page, CancellationToken cancellation)
    {
        if (shown is > 0 and < Paging.Size || (shown == 0 && page == 1))
        {
            return new Found(((page - 1) * Paging.Size) + shown, IsCapped: false);
        }

        if (cache.TryGetValue((list, filter), out Found known))
        {
            return known;
        }

        var count = isWhole
            ? await matching.CountAsync(cancellation)
            : await matching.Take(Found.Cap + 1).CountAsync(cancellation);
        var found = !isWhole && count > Found.Cap ? new Found(Found.Cap, IsCapped: true) : new Found(count, IsCapped: false);
        if (count > AlwaysExactUpTo)
        {
            cache.Set((list, filter), found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Moment });
        }

        return found;
    }

    /// <summary>A sum over a whole table, kept for a moment.</summary>
    public async Task<decimal> SumAsync(string list, IQueryable<decimal> amounts, CancellationToken cancellation) =>
        cache.TryGetValue((list, "sum"), out decimal known)
            ? known
            : cache.Set((list, "sum"), await amounts.SumAsync(cancellation), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Moment });
}
