using Microsoft.AspNetCore.Http.Extensions;

namespace ExhibitionCrm.Web.Lists;

/// <summary>The model of _Pager: where a list stands.</summary>
/// <param name="Shown">Rows on this page.</param>
public sealed record Pager(PageRequest Address, int Shown, MatchCount Matches, PageRequest? Previous, PageRequest? Next)
{
    /// <summary>The same list at another page.</summary>
    public static string Url(HttpRequest request, PageRequest page)
    {
        var query = new QueryBuilder(request.Query
            .Where(pair => !PageRequest.Owns(pair.Key))
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""))
            .Concat(page.Query()));
        return request.PathBase + request.Path + query.ToQueryString();
    }
}
