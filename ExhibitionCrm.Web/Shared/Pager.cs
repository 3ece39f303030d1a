using Microsoft.AspNetCore.Http.Extensions;

namespace ExhibitionCrm.Web.Shared;

/// <summary>The model of _Pager: where a list stands.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Total">The number found, or the number at which counting stopped.</param>
/// <param name="MoreThan">Counting stopped at <paramref name="Total"/>.</param>
/// <param name="HasNext">Where the caller knows better than the total, say from a row read past the page.</param>
public sealed record Pager(int Page, int PageSize, int Total, bool MoreThan = false, bool? HasNext = null)
{
    public bool IsLast => !(HasNext ?? (MoreThan || (long)Page * PageSize < Total));

    /// <summary>The same address with another page number.</summary>
    public static string Url(HttpRequest request, int page)
    {
        var query = new QueryBuilder(request.Query
            .Where(pair => !pair.Key.Equals("page", StringComparison.OrdinalIgnoreCase))
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? "")));
        if (page > 1)
        {
            query.Add("page", page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return request.PathBase + request.Path + query.ToQueryString();
    }
}
