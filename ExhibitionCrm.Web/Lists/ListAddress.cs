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
    public IHtmlContent Head(string column, string label, string css = "", bool descendingFirst = false)
    {
        var current = sort.Column == column;
        var next = new Sort(column, current ? !sort.Descending : descendingFirst);
        var order = !current ? "" : sort.Descending ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"";
        var arrow = !current ? "" : sort.Descending ? " ↓" : " ↑";
        var address = System.Net.WebUtility.HtmlEncode($"{request.Path}{With(next)}");
        return new HtmlString($"""<th scope="col" class="{css}"{order}><a href="{address}">{label}<span aria-hidden="true">{arrow}</span></a></th>""");
    }

    private string With(Sort next) =>
        next == defaultSort ? _query
        : _query.Length == 0 ? $"?sort={next}"
        : $"{_query}&sort={next}";
}
