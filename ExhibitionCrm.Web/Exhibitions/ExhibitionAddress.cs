using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// Finds out which exhibition a request is about: the one of its address, so that two tabs may be in two. Addresses without
/// one, as those of before, lead to the one that the browser used last.
/// </summary>
internal static class ExhibitionAddress
{
    private const string Cookie = "exhibition";

    /// <summary>
    /// Before routing: what names the exhibition becomes the base of the request's path, so that pages have one address
    /// each, and what they lead to stays in the exhibition.
    /// </summary>
    public static Task TakeOffAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments(Links.AtExhibition, out var rest) && rest.Value is { Length: > 1 } named)
        {
            var end = named.IndexOf('/', 1);
            var slug = (end < 0 ? named[1..] : named[1..end]).ToLowerInvariant();
            context.Features.Set(new Named(slug, request.PathBase));
            (request.PathBase, request.Path) = (request.PathBase + new PathString(Links.Beginning(slug)), end < 0 ? "/" : named[end..]);
        }

        return next(context);
    }

    /// <summary>
    /// Once it is known who asks, and before it is asked what they may. Static files, health and what else answers without an
    /// account has nothing of an exhibition in it.
    /// </summary>
    public static async Task ChooseAsync(HttpContext context, RequestDelegate next)
    {
        var about = context.GetEndpoint()?.Metadata;
        if (context.User.Identity?.IsAuthenticated != true || about?.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        var cache = context.RequestServices.GetRequiredService<ExhibitionCache>();
        await cache.RefreshAsync(context.RequestAborted);
        context.RequestServices.GetRequiredService<VisibleExhibitions>().To(context.User);
        var isOfInstallation = about?.GetMetadata<OfInstallation>() is not null;
        if (context.Features.Get<Named>() is not { } named)
        {
            await ChooseAsync(context, next, isOfInstallation || about is null, cache);
        }
        else if (isOfInstallation)
        {
            Lead(context, "");
        }
        else if (await cache.FindAsync(named.Slug, context.RequestAborted) is { } found)
        {
            await ChooseAsync(context, next, named, found);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    // What a short name of before leads to says the one of today. A form that was open while it changed is taken all the same.
    private static Task ChooseAsync(HttpContext context, RequestDelegate next, Named named, ExhibitionSettings found)
    {
        var mayBeThere = ExhibitionRoles.RoleAt(context.User, found.Id) is not null;
        if (mayBeThere)
        {
            Remember(context, found);
        }

        if (found.Slug != named.Slug && (!mayBeThere || IsRead(context.Request)))
        {
            // To whoever has no role there, it is a name like any other.
            if (mayBeThere)
            {
                Lead(context, Links.Beginning(found.Slug));
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }

            return Task.CompletedTask;
        }

        context.Request.PathBase = named.Before + new PathString(Links.Beginning(found.Slug));
        context.RequestServices.GetRequiredService<CurrentExhibition>().Choose(found);
        return next(context);
    }

    private static Task ChooseAsync(HttpContext context, RequestDelegate next, bool isOfInstallation, ExhibitionCache cache)
    {
        var last = LastUsed(context, cache);
        if (!isOfInstallation && IsRead(context.Request))
        {
            if (context.Request.Path == Links.Start && ExhibitionRoles.RoleAt(context.User, last.Id) is null)
            {
                // Says that there is no role, and who can give one.
                context.Response.Redirect(Links.Profile);
            }
            else
            {
                Lead(context, Links.Beginning(last.Slug));
            }

            return Task.CompletedTask;
        }

        // A form without an exhibition was shown when there was but one.
        context.RequestServices.GetRequiredService<CurrentExhibition>().Choose(isOfInstallation ? last : cache.Get());
        return next(context);
    }

    // Whoever sends a form elsewhere than it says made the address up.
    private static void Lead(HttpContext context, string beginning)
    {
        var request = context.Request;
        if (IsRead(request))
        {
            context.Response.Redirect(beginning + request.Path.ToUriComponent() + request.QueryString);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    // Of those where they have a role, else the newest that is open; whoever has none anywhere is at the first, where they find nothing.
    private static ExhibitionSettings LastUsed(HttpContext context, ExhibitionCache cache)
    {
        var theirs = cache.All.Where(exhibition => ExhibitionRoles.RoleAt(context.User, exhibition.Id) is not null).ToList();
        return theirs.Find(exhibition => Text(exhibition) == context.Request.Cookies[NameOfCookie(context)])
            ?? theirs.FindLast(exhibition => exhibition.State == ExhibitionState.Open) ?? (theirs is [.., var newest] ? newest : cache.Get());
    }

    private static void Remember(HttpContext context, ExhibitionSettings exhibition)
    {
        if (IsRead(context.Request) && context.Request.Cookies[NameOfCookie(context)] != Text(exhibition))
        {
            context.Response.Cookies.Append(NameOfCookie(context), Text(exhibition), new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(365),
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.RequestServices.GetRequiredService<SiteCookies>().AreSecure,
            });
        }
    }

    private static string NameOfCookie(HttpContext context) => context.RequestServices.GetRequiredService<SiteCookies>().Name(Cookie);

    private static string Text(ExhibitionSettings exhibition) => $"{exhibition.Id}";

    /// <param name="Before">The base of the request's path without the exhibition.</param>
    private sealed record Named(string Slug, PathString Before);
}
