using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;

namespace ExhibitionCrm.Web.Badges;

internal static class BadgeEndpoints
{
    public static void MapBadges(this IEndpointRouteBuilder app)
    {
        var codes = app.MapGroup($"{Links.Routes.Customers}/{{id:length(8)}}").RequireAuthorization(Policies.Read);
        codes.MapGet("/qr.png", async (string id, CustomerService service, HttpContext context) =>
            await Serve(id, service, context, "image/png", QrCode.Png));
        codes.MapGet("/qr.svg", async (string id, CustomerService service, HttpContext context) =>
            await Serve(id, service, context, "image/svg+xml", id => Encoding.UTF8.GetBytes(QrCode.Svg(id))));

        // Of no exhibition: two sizes that are alike look alike.
        app.MapGet("/labels/{width:int}x{height:int}.css", (int width, int height, HttpContext context) => ServeStyle(width, height, context))
            .RequireAuthorization(Policies.Read).WithMetadata(new OfInstallation());
    }

    private static IResult ServeStyle(int width, int height, HttpContext context)
    {
        if (!LabelSize.TryCreate(width, height, out var size))
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Text(LabelStyle.Of(size), "text/css", Encoding.UTF8);
    }

    private static async Task<IResult> Serve(
        string typed, CustomerService service, HttpContext context, string type, Func<string, byte[]> make)
    {
        if (!CustomerId.TryParse(typed, out var id) || await service.FindAsync(id, context.RequestAborted) is null)
        {
            return Results.NotFound();
        }

        // An ID never changes, and so neither does its code.
        context.Response.Headers.CacheControl = "private, max-age=86400";
        return Results.Bytes(make(id), type);
    }
}
