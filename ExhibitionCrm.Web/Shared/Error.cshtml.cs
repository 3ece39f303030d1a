using System.Diagnostics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Shared;

/// <summary>
/// What people see when something cannot be done. Answers every method, for it stands in for the page that failed, and
/// asks nothing of the database.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken, ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    public const string Path = "/error";

    public int Code { get; private set; }

    /// <summary>By which the operator finds the failure in the log; null where there is nothing to look for.</summary>
    public string? RequestId { get; private set; }

    /// <summary>What was typed, to be sent again; null where nothing was, and where it cannot be kept.</summary>
    public KeptForm? Form { get; private set; }

    public string Heading => Code switch
    {
        400 => "This form could not be read",
        403 => "This is not for your role",
        404 => "There is nothing here",
        405 => "This address cannot be opened like that",
        429 => "Too many attempts",
        503 => "Not available right now",
        >= 500 => "Something went wrong",
        _ => "That did not work",
    };

    public string Explanation => Code switch
    {
        400 => "It was perhaps open for too long, or you signed in or out in another window meanwhile. Go back, reload the page and try again.",
        403 => "Your account may not open this page. If you need it for your work, ask an administrator.",
        404 => "The address may be mistyped, or what was here has been deleted.",
        405 => "Use the buttons and links of the pages instead.",
        429 => "There were many attempts from your network within a short time. Wait a minute, then try again.",
        503 when Form is not null =>
            "The database cannot save at the moment. What you typed is kept in this page: save again in a moment, it is saved once. If this stays so, tell your administrator.",
        503 => "The program is starting or busy, or its database is away. Try again in a moment.",
        >= 500 => "The fault is ours, not yours. Nothing was saved. Try again; if it happens once more, tell your administrator.",
        _ => "Go back and try again.",
    };

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Describe();
        Form = Code == StatusCodes.Status503ServiceUnavailable ? await KeptForm.ReadAsync(HttpContext) : null;
        await next();
    }

    private void Describe()
    {
        var standsIn = HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null ||
            HttpContext.Features.Get<IExceptionHandlerFeature>() is not null;
        if (!standsIn)
        {
            // Opened by its address, which is nobody's page.
            Response.StatusCode = StatusCodes.Status404NotFound;
        }

        Code = Response.StatusCode;
        RequestId = Code >= 500 ? Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier : null;
    }
}
