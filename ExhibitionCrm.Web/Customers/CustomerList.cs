using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Searches, filters and sorts customers.</summary>
public sealed class CustomerList(CrmDbContext db, ExhibitionTime time, FoundCounts counts)
{
    private static readonly Expression<Func<Customer, CustomerRow>> Row =
        c => new CustomerRow(c.Id, c.Name, c.Email, c.Phone, c.MailState, c.BillCount, c.BillTotal, c.CreatedAt);

    /// <summary>The list as the counter asks for it all day, by a typed ID and nothing else.</summary>
    private static readonly Func<CrmDbContext, string, string, IAsyncEnumerable<CustomerRow>> ById =
        EF.CompileAsyncQuery((CrmDbContext db, string id, string pattern) => db.Customers
            .Where(c => c.Id == id || EF.Functions.Like(c.SearchText, pattern, SearchText.Escape))
            .OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(Paging.Size)
            .Select(Row));

    /// <summary>Those that match, unsorted: what the list shows, and what "all that match" means to an action.</summary>
    public IQueryable<Customer> Matching(CustomerFilter filter)
    {
        var customers = db.Customers.AsNoTracking();
        if (SearchText.Pattern(filter.Query) is { } pattern)
        {
            customers = CustomerId.TryParse(filter.Query, out var id)
                ? customers.Where(c => c.Id == id || EF.Functions.Like(c.SearchText, pattern, SearchText.Escape))
                : customers.Where(c => EF.Functions.Like(c.SearchText, pattern, SearchText.Escape));
        }

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

    public async Task<Page<CustomerRow>> PageAsync(CustomerFilter filter, Sort sort, int page, CancellationToken cancellation = default)
    {
        if (page == 1 && sort == DefaultSort && filter.IsAnId(out var id)
            && await ById(db, id, SearchText.Pattern(filter.Query)!).ToListAsync(cancellation) is { Count: < Paging.Size } few)
        {
            return new Page<CustomerRow>(few, page, new Found(few.Count, IsCapped: false));
        }

        var matching = Matching(filter);
        var rows = await Sorted(matching, sort).Skip((page - 1) * Paging.Size).Take(Paging.Size).Select(Row).ToListAsync(cancellation);
        var found = await counts.CountAsync("customers", filter, filter.IsEmpty, matching, rows.Count, page, cancellation);
        return new Page<CustomerRow>(rows, page, found);
    }

    /// <summary>The first few that a search finds, for choosing one.</summary>
    public Task<List<CustomerRow>> FirstAsync(string query, int count, CancellationToken cancellation = default) =>
        Matching(new CustomerFilter(query, null, DateFilter.None)).OrderBy(c => c.NameKey).ThenBy(c => c.Id).Take(count).Select(Row)
            .ToListAsync(cancellation);

    public static readonly IReadOnlyList<string> Columns = ["id", "name", "email", "phone", "mail", "bills", "total", "created"];
    public static readonly Sort DefaultSort = new("created", Descending: true);

    private static IOrderedQueryable<Customer> Sorted(IQueryable<Customer> customers, Sort sort) => sort.Column switch
    {
        "id" => customers.By(sort, c => c.Id),
        "name" => customers.By(sort, c => c.NameKey).Then(sort, c => c.Id),
        "email" => customers.By(sort, c => c.Email).Then(sort, c => c.Id),
        "phone" => customers.By(sort, c => c.Phone).Then(sort, c => c.Id),
        "mail" => customers.By(sort, c => c.MailState).Then(sort, c => c.Id),
        "bills" => customers.By(sort, c => c.BillCount).Then(sort, c => c.Id),
        "total" => customers.By(sort, c => c.BillTotal).Then(sort, c => c.Id),
        _ => customers.By(sort, c => c.CreatedAt).Then(sort, c => c.Id),
    };
}

/// <summary>What the list is narrowed to; lives in the page's address.</summary>
public sealed record CustomerFilter(string? Query, MailState? Mail, DateFilter Created)
{
    public bool IsEmpty => SearchText.Pattern(Query) is null && Mail is null && Created.IsEmpty;

    /// <summary>Whether it asks for an ID and nothing else.</summary>
    public bool IsAnId([NotNullWhen(true)] out string? id) => CustomerId.TryParse(Query, out id) && Mail is null && Created.IsEmpty;

    /// <summary>From an address's or a form's values, by name; what cannot be read does not narrow.</summary>
    public static CustomerFilter Read(Func<string, string?> value) => new(
        value("q"),
        value("mail") switch { "queued" => MailState.Queued, "sent" => MailState.Sent, "failed" => MailState.Failed, _ => null },
        DateFilter.Parse(value("created"), value("from"), value("to")));
}

/// <summary>A line of the list. The total is in the exhibition's currency.</summary>
public sealed record CustomerRow(
    string Id, string Name, string Email, string Phone, MailState MailState, int BillCount, decimal BillTotal, DateTimeOffset CreatedAt);
