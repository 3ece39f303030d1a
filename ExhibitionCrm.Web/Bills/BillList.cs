using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Bills;

/// <summary>Searches, filters and sorts bills.</summary>
public sealed class BillList(CrmDbContext db, ExhibitionTime time, FoundCounts counts)
{
    public static readonly IReadOnlyList<string> Columns = ["created", "amount"];
    public static readonly Sort DefaultSort = new("created", Descending: true);

    public async Task<BillPage> PageAsync(BillFilter filter, Sort sort, int page, CancellationToken cancellation = default)
    {
        var matching = Matching(filter);
        var rows = await Sorted(matching, sort)
            .Skip((page - 1) * Paging.Size).Take(Paging.Size)
            .Select(b => new BillRow(
                b.Id, b.CustomerId, b.Customer!.Name, b.Customer.Email, b.Amount, b.Description, b.CreatedAt, b.CreatedBy, b.VoidedAt))
            .ToListAsync(cancellation);
        var found = await counts.CountAsync("bills", filter, filter.IsEmpty, matching, rows.Count, page, cancellation);
        return new BillPage(
            new Page<BillRow>(rows, page, found),
            rows.Where(b => b.VoidedAt is null).Sum(b => b.Amount),
            await SumAsync(filter, matching, rows, found, cancellation));
    }

    // The sum of all bills is the sum of the customers' totals, a fifth of the rows. A sum that would cost a walk of
    // millions is not made: the page's own sum stands there in any case.
    private async Task<decimal?> SumAsync(
        BillFilter filter, IQueryable<Bill> matching, List<BillRow> rows, Found found, CancellationToken cancellation) =>
        found.Count <= rows.Count ? rows.Where(b => b.VoidedAt is null).Sum(b => b.Amount)
        : found.IsCapped ? null
        : filter.IsEmpty ? await counts.SumAsync("bills", db.Customers.Select(c => c.BillTotal), cancellation)
        : await matching.Where(b => b.VoidedAt == null).SumAsync(b => b.Amount, cancellation);

    private IQueryable<Bill> Matching(BillFilter filter)
    {
        var bills = Dated(db.Bills.AsNoTracking(), filter.Created.Bounds(time));
        if (SearchText.Pattern(filter.Query) is not { } pattern)
        {
            return bills;
        }

        // Two searches, each from its own trigram index, rather than one OR across a join, which no index serves.
        var customers = CustomerId.TryParse(filter.Query, out var id)
            ? db.Customers.Where(c => c.Id == id || EF.Functions.Like(c.SearchText, pattern, SearchText.Escape))
            : db.Customers.Where(c => EF.Functions.Like(c.SearchText, pattern, SearchText.Escape));
        var ids = bills.Where(b => EF.Functions.Like(b.SearchText, pattern, SearchText.Escape)).Select(b => b.Id)
            .Union(bills.Where(b => customers.Any(c => c.Id == b.CustomerId)).Select(b => b.Id));
        return db.Bills.AsNoTracking().Where(b => ids.Contains(b.Id));
    }

    private static IQueryable<Bill> Dated(IQueryable<Bill> bills, (DateTimeOffset? From, DateTimeOffset? Until) bounds)
    {
        bills = bounds.From is { } from ? bills.Where(b => b.CreatedAt >= from) : bills;
        return bounds.Until is { } until ? bills.Where(b => b.CreatedAt < until) : bills;
    }

    private static IOrderedQueryable<Bill> Sorted(IQueryable<Bill> bills, Sort sort) => sort.Column switch
    {
        "amount" => bills.By(sort, b => b.Amount).Then(sort, b => b.Id),
        _ => bills.By(sort, b => b.CreatedAt).Then(sort, b => b.Id),
    };
}

/// <summary>What the list is narrowed to; lives in the page's address.</summary>
public sealed record BillFilter(string? Query, DateFilter Created)
{
    public bool IsEmpty => SearchText.Pattern(Query) is null && Created.IsEmpty;

    /// <summary>From an address's values, by name; what cannot be read does not narrow.</summary>
    public static BillFilter Read(Func<string, string?> value) =>
        new(value("q"), DateFilter.Parse(value("created"), value("from"), value("to")));
}

/// <summary>A line of the list. The amount is in the exhibition's currency.</summary>
public sealed record BillRow(
    Guid Id, string CustomerId, string CustomerName, string CustomerEmail, decimal Amount, string Description,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? VoidedAt);

/// <summary>A page with its sum, and the sum of all found where that is not too many. Void bills do not count.</summary>
public sealed record BillPage(Page<BillRow> Page, decimal SumShown, decimal? SumFound);
