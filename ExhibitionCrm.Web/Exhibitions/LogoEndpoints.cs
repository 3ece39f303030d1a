using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.Net.Http.Headers;

namespace ExhibitionCrm.Web.Exhibitions;

internal static class LogoEndpoints
{
    public static void MapExhibitions(this IEndpointRouteBuilder app) =>
        app.MapGet(Links.LogoPath, ServeAsync).RequireAuthorization(Policies.Read);

    private static async Task<IResult> ServeAsync(LogoService logos, CurrentExhibition exhibition, HttpContext context)
    {
        if (await logos.FindAsync(exhibition.Settings.Id, context.RequestAborted) is not { } logo)
        {
            return Results.NotFound();
        }

        // Its address names the version, so that another picture has another one.
        var isNamed = context.Request.Query["v"] == logo.Version;
        context.Response.Headers.CacheControl = isNamed ? "private, max-age=31536000, immutable" : "private, no-cache";
        context.Response.Headers.ContentDisposition = "inline";
        return Results.Bytes(logo.Content, logo.ContentType, lastModified: logo.UploadedAt, entityTag: new EntityTagHeaderValue($"\"{logo.Version}\""));
    }
}
