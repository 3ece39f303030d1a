using Microsoft.AspNetCore.Http.Extensions;

namespace ExhibitionCrm.Web.Shared;

/// <summary>The model of _Pager: where a list stands.</summary>
/// <param name="Shown">Rows on this page.</param>
public sealed record Pager(PageAddress Address, int Shown, Found Found, PageAddress? Previous, PageAddress? Next)
{
    /// <summary>The same list at another page.</summary>
    public static string Url(HttpRequest request, PageAddress page)
    {
        var query = new QueryBuilder(request.Query
            .Where(pair => !PageAddress.Owns(pair.Key))
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""))
            .Concat(page.Query()));
        return request.PathBase + request.Path + query.ToQueryString();
    }
}
