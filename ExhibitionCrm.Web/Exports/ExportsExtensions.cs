using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace ExhibitionCrm.Web.Exports;

internal static class ExportsExtensions
{
    // One for each ticked row, and the filter's fields.
    private const int FormFields = 20_000;
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string Csv = "text/csv; charset=utf-8";
    private static readonly string[] LinkOrForm = [HttpMethods.Get, HttpMethods.Post];

    public static void AddExports(this IServiceCollection services)
    {
        services.AddScoped<CustomerExport>();
        services.AddSingleton<EventWording, ExportWording>();
        services.AddSingleton<ExportLimits>();
        services.AddSingleton<ExportPlaces>();
    }

    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var exports = app.MapGroup("").RequireAuthorization(Policies.Administer)
            .WithFormOptions(valueCountLimit: FormFields)
            .AddEndpointFilter(RefuseForgedForms)
            .AddEndpointFilter(TakeAPlace);
        exports.MapMethods(Links.Routes.ExportWorkbook, LinkOrForm, (HttpContext context, CustomerExport export) =>
            SendAsync(context, CustomerExport.WorkbookName, Xlsx, export.WriteWorkbookAsync));
        exports.MapMethods(Links.Routes.ExportSummaryCsv, LinkOrForm, (HttpContext context, CustomerExport export) =>
            SendAsync(context, CustomerExport.SummaryCsvName, Csv, export.WriteSummaryCsvAsync));
        exports.MapMethods(Links.Routes.ExportBillsCsv, LinkOrForm, (HttpContext context, CustomerExport export) =>
            SendAsync(context, CustomerExport.BillsCsvName, Csv, export.WriteBillsCsvAsync));
    }

    private static async ValueTask<object?> RefuseForgedForms(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var antiforgery = invocation.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
        return await antiforgery.IsRequestValidAsync(invocation.HttpContext) ? await next(invocation) : Results.BadRequest();
    }

    // A filter rather than the rate limiter's middleware: only who may export takes a place, and each person two at most.
    private static async ValueTask<object?> TakeAPlace(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        using var place = await context.RequestServices.GetRequiredService<ExportPlaces>().TakeAsync(context.Actor().Name, context.RequestAborted);
        if (place.IsAcquired)
        {
            return await next(invocation);
        }

        context.Features.Set(new Refusal("Other exports are still running", "Wait until they have finished, then try again."));
        return Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    private static async Task SendAsync(
        HttpContext context, string file, string type, Func<CustomerSelection, Actor, Stream, CancellationToken, Task> write)
    {
        var selection = await CustomerSelection.ReadAsync(context.Request, context.RequestAborted);
        Describe(context, OfItsExhibition(context, file), type);
        await using var response = new TimedResponse(context.Response.Body, context.RequestServices.GetRequiredService<ExportLimits>(), context.RequestAborted);
        try
        {
            await write(selection, context.Actor(), response, response.End);
        }
        catch (Exception) when (response.End.IsCancellationRequested)
        {
            // Nobody waits for it any more, or nobody takes it; the query has ended with the request.
            Logger(context).LogInformation("The export of {File} ended early: its reader is gone or too slow.", file);
            context.Abort();
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            // A file that ends early must not look like a whole one: the browser shows a failed download.
            Logger(context).LogError(e, "The export of {File} broke off.", file);
            context.Abort();
        }
    }

    // Where there are several, their files would look alike.
    private static string OfItsExhibition(HttpContext context, string file) =>
        context.RequestServices.GetRequiredService<ExhibitionCache>().All.Count == 1 ? file
        : $"{Path.GetFileNameWithoutExtension(file)}_{context.RequestServices.GetRequiredService<CurrentExhibition>().Settings.Slug}{Path.GetExtension(file)}";

    private static void Describe(HttpContext context, string file, string type)
    {
        var headers = context.Response.Headers;
        headers.ContentType = type;
        headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = file }.ToString();
        headers.CacheControl = "no-store";

        // Neither here nor in a proxy: the file is as long as it gets, and a broken one must break there too.
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        headers["X-Accel-Buffering"] = "no";
    }

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ExportsExtensions).FullName!);
}
