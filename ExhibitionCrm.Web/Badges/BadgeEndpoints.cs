using System.Text;
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
