using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Shell;

/// <summary>A feature of a request that was refused, for what it does not say by its status alone.</summary>
public sealed record Refusal(string Heading, string Explanation);

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

    public string Heading => Refusal?.Heading ?? Code switch
    {
        400 => "Your form couldn't be submitted",
        403 => "You don't have access to this page",
        404 => "Page not found",
        405 => "This page can't be opened this way",
        409 => "This exhibition can't be changed",
        429 => "Too many attempts",
        503 => "Temporarily unavailable",
        >= 500 => "Something went wrong",
        _ => "Your request couldn't be completed",
    };

    public string Explanation => Refusal?.Explanation ?? Code switch
    {
        400 => "It may have been open for too long, or you signed in or out in another window. Go back, reload the page and try again.",
        403 => "If you need access, ask an administrator.",
        404 => "The address may be mistyped, or the page may have been deleted.",
        405 => "Use the buttons and links on the site instead.",
        409 => ArchivedExhibition.MessageFor(HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error ?? new InvalidOperationException()) ?? ArchivedExhibition.Message,
        429 => "There have been too many attempts from you or your network. Wait a minute, then try again.",
        503 when Form is not null =>
            "Your changes couldn't be saved because the database isn't available. What you typed is kept on this page. Try again in a moment; it will be saved only once. If this keeps happening, contact your administrator.",
        503 => "Exhibition CRM is starting or busy, or its database isn't available. Try again in a moment.",
        >= 500 => "The problem is on our side. Nothing was saved. Try again. If it keeps happening, contact your administrator.",
        _ => "Go back and try again.",
    };

    private Refusal? Refusal => HttpContext.Features.Get<Refusal>();

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
        RequestId = Code >= 500 ? System.Diagnostics.Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier : null;
    }
}
