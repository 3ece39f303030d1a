using System.Linq.Expressions;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace ExhibitionCrm.Web.Bills;

/// <summary>Searches, filters and sorts bills.</summary>
public sealed class BillList(CrmDbContext db, ExhibitionTime time, KeysetPaginator pages, CustomerSearch search)
{
    public static IEnumerable<string> Columns => Orders.Keys;

    public static readonly Sort DefaultSort = new("created", Descending: true);

    private static readonly Dictionary<string, KeysetOrder<Bill, BillRow>> Orders = new()
    {
        ["created"] = By(b => b.CreatedAt, row => row.CreatedAt),
        ["amount"] = By(b => b.Amount, row => row.Amount),
    };

    /// <summary>An ID that finds none may be that of a customer who was merged: then it finds the survivor's.</summary>
    public async Task<BillPage> GetPageAsync(BillFilter filter, Sort sort, PageRequest address, CancellationToken cancellationToken = default)
    {
        var found = await ReadPageAsync(filter, sort, address, cancellationToken);
        return found.Page.Matches.Count == 0 && CustomerId.TryParse(filter.Query, out var id)
            && await CustomerAliases.FindHereAsync(db, id, cancellationToken) is { } survivor
            ? await ReadPageAsync(filter with { Query = survivor }, sort, address, cancellationToken)
            : found;
    }

    private async Task<BillPage> ReadPageAsync(BillFilter filter, Sort sort, PageRequest address, CancellationToken cancellationToken)
    {
        var page = await pages.ReadAsync(
            new ListQuery<Bill, BillRow>(
                $"bills of {db.ExhibitionId}", filter.IsEmpty ? null : filter, Filtered(filter), Search(filter.Query),
                Orders[sort.Column], sort.Descending, Rows),
            address, cancellationToken);
        return new BillPage(
            page,
            page.Rows.Where(b => b.VoidedAt is null).Sum(b => b.Amount),
            await SumAsync(filter, page, cancellationToken));
    }

    private static IQueryable<BillRow> Rows(IQueryable<Bill> bills) => bills.Select(b => new BillRow(
        b.Id, b.Number, b.CustomerId, b.Customer!.Name, b.Customer.Email, b.Amount, b.Description, b.CreatedAt, b.CreatedBy, b.VoidedAt));

    // The sum of all bills is the sum of the customers' totals, a fifth of the rows. A sum that would cost a walk of
    // millions is not made: the page's own sum stands there in any case.
    private async Task<Kept<decimal>?> SumAsync(BillFilter filter, Page<BillRow> page, CancellationToken cancellationToken) =>
        page.Matches.IsCapped ? null
        : page.Matches.Count <= page.Rows.Count ? Now(page.Rows.Where(b => b.VoidedAt is null).Sum(b => b.Amount))
        : filter.IsEmpty ? await pages.SumAsync($"bills of {db.ExhibitionId}", db.Customers.Select(c => c.BillTotal), cancellationToken)
        : Now(await (Search(filter.Query) is { } found ? Filtered(filter).Where(found) : Filtered(filter)).Where(b => b.VoidedAt == null).SumAsync(b => b.Amount, cancellationToken));

    private static Kept<decimal> Now(decimal sum) => new(sum, TimeSpan.Zero);

    private IQueryable<Bill> Filtered(BillFilter filter)
    {
        var bills = db.Bills.AsNoTracking();
        var (from, until) = filter.Created.Bounds(time);
        if (from is not null)
        {
            bills = bills.Where(b => b.CreatedAt >= from);
        }

        if (until is not null)
        {
            bills = bills.Where(b => b.CreatedAt < until);
        }

        if (filter.AddedBy is not null)
        {
            bills = bills.Where(b => b.CreatedBy == filter.AddedBy);
        }

        return filter.IsVoid is { } isVoid ? bills.Where(b => b.VoidedAt != null == isVoid) : bills;
    }

    // A number is its bill's, and a part of text and phone numbers as before.
    private Expression<Func<Bill, bool>>? Search(string? query)
    {
        var found = search.For<Bill>(query, b => b.CustomerId, b => b.SearchText);
        return found is not null && BillNumbers.TryParse(query, out var number) ? Either(b => b.Number == number, found) : found;
    }

    private static Expression<Func<Bill, bool>> Either(Expression<Func<Bill, bool>> one, Expression<Func<Bill, bool>> other) =>
        Expression.Lambda<Func<Bill, bool>>(
            Expression.OrElse(one.Body, new ReplacingExpressionVisitor(other.Parameters, one.Parameters).Visit(other.Body)), one.Parameters);

    private static KeysetOrder<Bill, BillRow, TKey, Guid> By<TKey>(Expression<Func<Bill, TKey>> key, Func<BillRow, TKey> keyOf) =>
        new(key, b => b.Id, keyOf, row => row.Id);
}

/// <summary>What the list is narrowed to; lives in the page's address.</summary>
/// <param name="AddedBy">A user name.</param>
/// <param name="IsVoid">Null for both kinds.</param>
public sealed record BillFilter(string? Query, DateFilter Created, string? AddedBy = null, bool? IsVoid = null) : IListFilter
{
    public bool IsEmpty => SearchText.Words(Query).Count == 0 && Created.IsEmpty && AddedBy is null && IsVoid is null;

    /// <summary>From an address's values, by name; what cannot be read does not narrow.</summary>
    public static BillFilter Read(Func<string, string?> value) =>
        new(
            value("q"), DateFilter.Parse(value("created"), value("from"), value("to")),
            value("by") is { Length: > 0 and <= StaffUser.UserNameMaxLength } by && !by.Contains('\0', StringComparison.Ordinal) ? by : null,
            value("state") switch { "void" => true, "valid" => false, _ => null });
}

/// <summary>A line of the list. The amount is in the exhibition's currency.</summary>
public sealed record BillRow(
    Guid Id, int Number, string CustomerId, string CustomerName, string CustomerEmail, decimal Amount, string Description,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? VoidedAt);

/// <summary>A page with its sum, and the sum of all found where that is not too many. Void bills do not count.</summary>
public sealed record BillPage(Page<BillRow> Page, decimal SumShown, Kept<decimal>? SumFound);
