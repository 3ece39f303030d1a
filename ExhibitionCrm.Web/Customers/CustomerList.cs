using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Searches, filters and sorts customers.</summary>
public sealed class CustomerList(CrmDbContext db, ExhibitionTime time, KeysetPaginator pages, CustomerSearch search)
{
    private static readonly Expression<Func<Customer, CustomerRow>> Row =
        c => new CustomerRow(c.Id, c.Name, c.Company, c.Email, c.Phone, c.MailState, c.BillCount, c.BillTotal, c.CreatedAt);

    /// <summary>The list as the counter asks for it all day, by a typed ID and nothing else.</summary>
    private static readonly Func<CrmDbContext, string, string, IAsyncEnumerable<CustomerRow>> ById =
        EF.CompileAsyncQuery((CrmDbContext db, string id, string pattern) => db.Customers
            .Where(c => c.Id == id || EF.Functions.Like(c.SearchText, pattern, SearchText.Escape))
            .OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(PageRequest.Size)
            .Select(Row));

    /// <summary>Those that match, unsorted.</summary>
    public IQueryable<Customer> Matching(CustomerFilter filter) =>
        Search(filter.Query) is { } found ? Filtered(filter).Where(found) : Filtered(filter);

    /// <summary>As <see cref="Matching"/>; an ID that finds nobody finds the survivor, as <see cref="GetPageAsync"/> does.</summary>
    public async Task<IQueryable<Customer>> FindMatchingAsync(CustomerFilter filter, CancellationToken cancellationToken = default)
    {
        var matching = Matching(filter);
        return CustomerId.TryParse(filter.Query, out var id) && !await matching.AnyAsync(cancellationToken)
            && await CustomerAliases.FindHereAsync(db, id, cancellationToken) is { } survivor
            ? Matching(filter with { Query = survivor })
            : matching;
    }

    private IQueryable<Customer> Filtered(CustomerFilter filter)
    {
        var customers = db.Customers.AsNoTracking();
        if (filter.Mail is { } state)
        {
            customers = customers.Where(c => c.MailState == state);
        }

        var (from, until) = filter.Created.Bounds(time);
        if (from is not null)
        {
            customers = customers.Where(c => c.CreatedAt >= from);
        }

        return until is null ? customers : customers.Where(c => c.CreatedAt < until);
    }

    private Expression<Func<Customer, bool>>? Search(string? query) => search.For<Customer>(query, c => c.Id, c => c.SearchText);

    /// <summary>An ID that finds nobody may be that of one who was merged: then it finds the survivor.</summary>
    public async Task<Page<CustomerRow>> GetPageAsync(CustomerFilter filter, Sort sort, PageRequest page, CancellationToken cancellationToken = default)
    {
        var found = await ReadPageAsync(filter, sort, page, cancellationToken);
        return found.Matches.Count == 0 && CustomerId.TryParse(filter.Query, out var id)
            && await CustomerAliases.FindHereAsync(db, id, cancellationToken) is { } survivor
            ? await ReadPageAsync(filter with { Query = survivor }, sort, page, cancellationToken)
            : found;
    }

    private async Task<Page<CustomerRow>> ReadPageAsync(CustomerFilter filter, Sort sort, PageRequest page, CancellationToken cancellationToken)
    {
        // Digits alone may be a phone number as well, which is found by others of its spellings too.
        if (page == PageRequest.First && sort == DefaultSort && filter.IsAnId(out var id) && id.Any(char.IsAsciiLetter)
            && SearchText.Words(filter.Query) is [var word]
            && await ById(db, id, SearchText.Pattern(word)).ToListAsync(cancellationToken) is { Count: < PageRequest.Size } few)
        {
            return new Page<CustomerRow>(few, page, new MatchCount(few.Count, IsCapped: false), Previous: null, Next: null);
        }

        return await pages.ReadAsync(
            new ListQuery<Customer, CustomerRow>(
                $"customers of {db.ExhibitionId}", filter.IsEmpty ? null : filter, Filtered(filter), Search(filter.Query),
                Orders[sort.Column], sort.Descending, customers => customers.Select(Row)),
            page, cancellationToken);
    }

    /// <summary>The first few that a search finds, for choosing one.</summary>
    public Task<List<CustomerRow>> FirstAsync(string query, int count, CancellationToken cancellationToken = default) =>
        Matching(new CustomerFilter(query, null, DateFilter.None)).OrderBy(c => c.NameKey).ThenBy(c => c.Id).Take(count).Select(Row)
            .ToListAsync(cancellationToken);

    public static IEnumerable<string> Columns => Orders.Keys;

    public static readonly Sort DefaultSort = new("created", Descending: true);

    private static readonly Dictionary<string, KeysetOrder<Customer, CustomerRow>> Orders = new()
    {
        ["id"] = By(c => c.Id, row => row.Id),
        ["name"] = By(c => c.NameKey, row => SearchText.Key(row.Name)),
        ["company"] = By(c => c.CompanyKey, row => Customer.CompanyKeyOf(row.Company)),
        ["email"] = By(c => c.Email, row => row.Email),
        ["phone"] = By(c => c.Phone, row => row.Phone),
        ["mail"] = By(c => c.MailState, row => row.MailState),
        ["bills"] = By(c => c.BillCount, row => row.BillCount),
        ["total"] = By(c => c.BillTotal, row => row.BillTotal),
        ["created"] = By(c => c.CreatedAt, row => row.CreatedAt),
    };

    private static KeysetOrder<Customer, CustomerRow, TKey, string> By<TKey>(Expression<Func<Customer, TKey>> key, Func<CustomerRow, TKey> keyOf) =>
        new(key, c => c.Id, keyOf, row => row.Id);
}

/// <summary>What the list is narrowed to; lives in the page's address.</summary>
public sealed record CustomerFilter(string? Query, OutboxState? Mail, DateFilter Created) : IListFilter
{
    public bool IsEmpty => SearchText.Words(Query).Count == 0 && Mail is null && Created.IsEmpty;

    /// <summary>Whether it asks for an ID and nothing else.</summary>
    public bool IsAnId([NotNullWhen(true)] out string? id) => CustomerId.TryParse(Query, out id) && Mail is null && Created.IsEmpty;

    /// <summary>From an address's or a form's values, by name; what cannot be read does not narrow.</summary>
    public static CustomerFilter Read(Func<string, string?> value) => new(
        value("q"),
        value("mail") switch { "queued" => OutboxState.Queued, "sent" => OutboxState.Sent, "failed" => OutboxState.Failed, "cancelled" => OutboxState.Cancelled, "none" => OutboxState.None, _ => null },
        DateFilter.Parse(value("created"), value("from"), value("to")));
}

/// <summary>A line of the list. The total is in the exhibition's currency.</summary>
public sealed record CustomerRow(
    string Id, string Name, string Company, string Email, string Phone, OutboxState MailState, int BillCount, decimal BillTotal, DateTimeOffset CreatedAt);
