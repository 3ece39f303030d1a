using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.Extensions;

namespace ExhibitionCrm.Web.Lists;

/// <summary>Addresses of a list: what it is narrowed to and sorted by stays when one of them changes.</summary>
public sealed class ListAddress(HttpRequest request, Sort sort, Sort defaultSort)
{
    private readonly string _query = new QueryBuilder(request.Query
        .Where(pair => pair.Key != "sort" && !PageRequest.Owns(pair.Key) && !string.IsNullOrEmpty(pair.Value))
        .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""))).ToString();

    /// <summary>A column's head: a link that sorts by it, the other way when it is the one already.</summary>
    public IHtmlContent Head(SortColumn column)
    {
        var link = Link(column);
        var order = !link.IsCurrent ? "" : $" aria-sort=\"{link.Order}\"";
        var address = System.Net.WebUtility.HtmlEncode(link.Address);
        return new HtmlString($"""<th scope="col" class="{column.Css}"{order}><a href="{address}">{column.Label}<span aria-hidden="true">{link.Arrow}</span></a></th>""");
    }

    /// <summary>The same links apart from the heads, for screens that have no room for these.</summary>
    public IReadOnlyList<SortLink> Links(IEnumerable<SortColumn> columns) => [.. columns.Select(Link)];

    private SortLink Link(SortColumn column)
    {
        var isCurrent = sort.Column == column.Name;
        var next = new Sort(column.Name, isCurrent ? !sort.Descending : column.DescendingFirst);
        return new SortLink(column.Label, $"{request.PathBase}{request.Path}{With(next)}", isCurrent, isCurrent && sort.Descending);
    }

    private string With(Sort next) =>
        next == defaultSort ? _query
        : _query.Length == 0 ? $"?sort={next}"
        : $"{_query}&sort={next}";
}
