using System.Text;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Staff;

namespace ExhibitionCrm.Web.Badges;

internal static class BadgeEndpoints
{
    public static void MapBadges(this IEndpointRouteBuilder app)
    {
        var codes = app.MapGroup("/customers/{id:length(8)}").RequireAuthorization(Policies.Read);
        codes.MapGet("/qr.png", async (string id, CustomerDesk desk, HttpContext context) =>
            await Serve(id, desk, context, "image/png", QrCode.Png));
        codes.MapGet("/qr.svg", async (string id, CustomerDesk desk, HttpContext context) =>
            await Serve(id, desk, context, "image/svg+xml", id => Encoding.UTF8.GetBytes(QrCode.Svg(id))));
    }

    private static async Task<IResult> Serve(
        string typed, CustomerDesk desk, HttpContext context, string type, Func<string, byte[]> make)
    {
        if (!CustomerId.TryParse(typed, out var id) || await desk.FindAsync(id, context.RequestAborted) is null)
        {
            return Results.NotFound();
        }

        // An ID never changes, and so neither does its code.
        context.Response.Headers.CacheControl = "private, max-age=86400";
        return Results.Bytes(make(id), type);
    }
}
