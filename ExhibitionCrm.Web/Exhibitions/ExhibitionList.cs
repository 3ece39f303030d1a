using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>All exhibitions of the installation, with how many customers and how much money each has.</summary>
public sealed class ExhibitionList(CrmDbContext db, KeysetPaginator kept)
{
    /// <summary>More are not shown; an organiser has them in a few decades.</summary>
    public const int MaxShown = 200;

    // Up to here counting costs less than being out of date.
    private const int AlwaysExactUpTo = 1_000;

    public async Task<ExhibitionOverview> ReadAsync(CancellationToken cancellationToken = default)
    {
        var exhibitions = await db.Exhibitions.AsNoTracking().OrderByDescending(e => e.Id).ToListAsync(cancellationToken);
        var figures = await kept.RememberAsync(
            (nameof(ExhibitionList), "figures"), () => ReadFiguresAsync(cancellationToken), read => read.Values.Sum(f => f.Customers) > AlwaysExactUpTo);
        var rows = exhibitions.ConvertAll(e => new ExhibitionRow(
            e.Id, e.Title, e.Venue, e.StartsOn, e.EndsOn, e.State, e.Colour, Currency.Of(e.Currency), figures.Value.GetValueOrDefault(e.Id) ?? new ExhibitionFigures(e.Id, 0, 0, 0)));
        return new ExhibitionOverview(
            rows[..Math.Min(rows.Count, MaxShown)],
            rows.Count,
            [.. rows.GroupBy(row => row.Currency).OrderBy(group => group.Key.Code, StringComparer.Ordinal).Select(group => new CurrencyFigures(
                group.Key, group.Count(), group.Sum(row => row.Figures.Customers), group.Sum(row => row.Figures.Bills), group.Sum(row => row.Figures.Total)))],
            figures.Counted);
    }

    /// <summary>Of the exhibitions that have customers.</summary>
    // By the sums that customers carry. They are of a floor above, so they have no type here.
    private async Task<Dictionary<int, ExhibitionFigures>> ReadFiguresAsync(CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<ExhibitionFigures>($"""
            select exhibition_id, count(*) as customers, sum(bill_count) as bills, sum(bill_total) as total from customers group by exhibition_id
            """).ToDictionaryAsync(f => f.ExhibitionId, cancellationToken);
}

/// <summary>Without void bills.</summary>
/// <param name="Total">In the exhibition's currency.</param>
public sealed record ExhibitionFigures(int ExhibitionId, long Customers, long Bills, decimal Total);

/// <param name="Title">Its name, or the short one while it has none.</param>
public sealed record ExhibitionRow(
    int Id, string Title, string Venue, DateOnly? StartsOn, DateOnly? EndsOn, ExhibitionState State, ExhibitionColour Colour, Currency Currency, ExhibitionFigures Figures);

/// <summary>The sums of all exhibitions that count in one currency.</summary>
public sealed record CurrencyFigures(Currency Currency, int Exhibitions, long Customers, long Bills, decimal Total);

/// <param name="Rows">The newest first, at most <see cref="ExhibitionList.MaxShown"/>.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Sums">Of all, one for each currency.</param>
/// <param name="Counted">How long ago the figures were counted, to follow a word; empty if just now.</param>
public sealed record ExhibitionOverview(IReadOnlyList<ExhibitionRow> Rows, int Count, IReadOnlyList<CurrencyFigures> Sums, string Counted);
