using System.Globalization;
using ExhibitionCrm.Web.Lists;
using Microsoft.Extensions.Primitives;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Whom an action of the list is about: the customers that were ticked, or all that match the list's filter.</summary>
/// <param name="Ids">Null for all that match.</param>
public sealed record CustomerSelection(IReadOnlyList<string>? Ids, CustomerFilter Filter)
{
    /// <summary>From the list's form, or from an address with the list's own parameters.</summary>
    public static async Task<CustomerSelection> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(cancellationToken);
            return Parse(name => form[name]);
        }

        return Parse(name => request.Query[name]);
    }

    /// <summary>From an address with the list's own parameters.</summary>
    public static CustomerSelection Read(IQueryCollection query) => Parse(name => query[name]);

    /// <summary>As parameters of an address.</summary>
    public QueryString Address()
    {
        IEnumerable<KeyValuePair<string, string?>> parameters = Ids is { } ids
            ? ids.Select(id => KeyValuePair.Create("ids", (string?)id)).DefaultIfEmpty(new("ids", ""))
            :
            [
                new("q", Filter.Query),
                new("mail", Filter.Mail?.ToString().ToLowerInvariant()),
                new("created", Filter.Created.Preset),
                new("from", Filter.Created.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                new("to", Filter.Created.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ];
        return QueryString.Create(parameters.Where(p => p.Value is not null));
    }

    /// <summary>"All that match" are those whom the list shows.</summary>
    public async Task<IQueryable<Customer>> FindAsync(CustomerList list, CancellationToken cancellationToken = default) =>
        Ids is { } ids ? list.Matching(Everyone).Where(c => ids.Contains(c.Id)) : await list.FindMatchingAsync(Filter, cancellationToken);

    /// <summary>For the events of actions on many.</summary>
    public ChosenCustomers Describe() => Ids is { } ids
        ? new ChosenCustomers(Ticked: ids.Count)
        : new ChosenCustomers(
            // As it is searched for: an address may hold characters that the database cannot keep.
            Search: Filter.Query is { } query && SearchText.Key(query.Trim()) is { Length: > 0 } key ? key : null,
            Mail: Filter.Mail,
            Created: Filter.Created.IsEmpty ? null : Filter.Created.Preset,
            From: Filter.Created.From,
            To: Filter.Created.To);

    private static readonly CustomerFilter Everyone = new(null, null, DateFilter.None);

    private static CustomerSelection Parse(Func<string, StringValues> value)
    {
        // Ticked rows of which none can be read are an empty selection, never the whole list.
        if (value("ids") is { Count: > 0 } ticked && value("all").FirstOrDefault() is not ("true" or "on"))
        {
            return new CustomerSelection(
                [.. ticked.Select(typed => CustomerId.TryParse(typed, out var id) ? id : null).OfType<string>().Distinct()], Everyone);
        }

        return new CustomerSelection(null, CustomerFilter.Read(name => value(name)));
    }
}
