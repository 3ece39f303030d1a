using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Net.Http.Headers;

namespace ExhibitionCrm.Web.Exports;

internal static class ExportsExtensions
{
    // At once from one web process; the others wait. An export works as hard as a hundred people at counters, who come first.
    private const int SideBySide = 4;
    private const int Waiting = 64;
    private const string Limit = "export";

    // One for each ticked row, and the filter's fields.
    private const int FormFields = 20_000;
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const string Csv = "text/csv; charset=utf-8";
    private static readonly string[] LinkOrForm = [HttpMethods.Get, HttpMethods.Post];

    public static void AddExports(this IServiceCollection services)
    {
        services.AddScoped<CustomerExport>();
        services.AddSingleton<EventWording, ExportWording>();
        services.AddRateLimiter(limits => limits.AddConcurrencyLimiter(Limit, options =>
        {
            options.PermitLimit = SideBySide;
            options.QueueLimit = Waiting;
        }));
    }

    public static void MapExports(this IEndpointRouteBuilder app)
    {
        var exports = app.MapGroup("").RequireAuthorization(Policies.Administer).RequireRateLimiting(Limit)
            .WithFormOptions(valueCountLimit: FormFields)
            .AddEndpointFilter(RefuseForgedForms);
        exports.MapMethods(Links.ExportWorkbook, LinkOrForm, (HttpContext context, CustomerExport export) =>
            SendAsync(context, CustomerExport.WorkbookName, Xlsx, export.WriteWorkbookAsync));
        exports.MapMethods(Links.ExportSummaryCsv, LinkOrForm, (HttpContext context, CustomerExport export) =>
            SendAsync(context, CustomerExport.SummaryCsvName, Csv, export.WriteSummaryCsvAsync));
        exports.MapMethods(Links.ExportBillsCsv, LinkOrForm, (HttpContext context, CustomerExport export) =>
            SendAsync(context, CustomerExport.BillsCsvName, Csv, export.WriteBillsCsvAsync));
    }

    private static async ValueTask<object?> RefuseForgedForms(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var antiforgery = invocation.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
        return await antiforgery.IsRequestValidAsync(invocation.HttpContext) ? await next(invocation) : Results.BadRequest();
    }

    private static async Task SendAsync(
        HttpContext context, string file, string type, Func<CustomerSelection, Actor, Stream, CancellationToken, Task> write)
    {
        var selection = await CustomerSelection.ReadAsync(context.Request, context.RequestAborted);
        Describe(context, file, type);
        try
        {
            await write(selection, context.Actor(), context.Response.Body, context.RequestAborted);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for it any more; the query has ended with the request.
        }
        catch (Exception e) when (context.Response.HasStarted)
        {
            // A file that ends early must not look like a whole one: the browser shows a failed download.
            Logger(context).LogError(e, "The export of {File} broke off.", file);
            context.Abort();
        }
    }

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
