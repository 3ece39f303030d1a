using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Shell;

/// <summary>Headers that keep a page to its own scripts, styles and forms.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, CrmOptions options)
{
    // dotnet watch reloads pages through a socket on a port of its own.
    private readonly string _policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'" +
        (options.Debug ? "; connect-src 'self' http://localhost:* ws://localhost:* wss://localhost:*" : "");

    public Task InvokeAsync(HttpContext context)
    {
        // At the last moment: whoever answers for a failed request clears its headers first.
        context.Response.OnStarting(Set, context.Response.Headers);
        return next(context);
    }

    private Task Set(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}
