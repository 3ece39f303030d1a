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
        context.Response.OnStarting(Set, context);
        return next(context);
    }

    private Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;

        // A worker has the policy that its script comes with: it alone runs WebAssembly, and no page does.
        // A picture that somebody uploaded does nothing, whatever it should turn out to be.
        headers.ContentSecurityPolicy = context.Request.Path == Links.Decoder ? $"{_policy}; script-src 'self' 'wasm-unsafe-eval'"
            : context.Request.Path == Links.LogoPath ? "default-src 'none'; sandbox; frame-ancestors 'none'"
            : _policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}
