using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// Leads who sends more than a page takes back to that page, which says so: before anybody reads the form, whose end may be
/// far away. What comes is thrown away, so that the answer reaches who sends first and listens then.
/// </summary>
/// <param name="limit">Of the request, in bytes.</param>
/// <param name="parameter">By which the page is told.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class LargeUploadsAttribute(long limit, string parameter) : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    // nginx takes no more either.
    private const long MostRead = 12_000_000;

    /// <summary>Before the form's token is looked for.</summary>
    public int Order => 100;

    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var request = context.HttpContext.Request;
        if (request.ContentLength is not { } length || length <= limit)
        {
            return;
        }

        if (length <= MostRead && context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MostRead;
            await request.Body.CopyToAsync(Stream.Null, context.HttpContext.RequestAborted);
        }

        context.Result = new LocalRedirectResult($"{request.PathBase}{request.Path}?{parameter}=true");
    }
}
