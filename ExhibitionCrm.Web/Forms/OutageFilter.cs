using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Forms;

/// <summary>A page whose form can be shown as it was sent when the database could not save it.</summary>
internal interface IShowsFormAgain
{
    /// <summary>Reads what the page shows beside the form.</summary>
    /// <returns>False when that is not there any more.</returns>
    Task<bool> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}

/// <summary>
/// Answers a form that the database could not save, or this process had no time for, with the form itself and status 503.
/// Where even the page cannot be shown, <see cref="ErrorModel"/> keeps what was typed.
/// </summary>
internal sealed class OutageFilter(ILogger<OutageFilter> logger) : IAsyncPageFilter
{
    // A lost answer leaves it open whether it was saved; the form's key makes that harmless.
    private const string Message =
        "Your changes couldn't be saved because the database isn't available. What you typed is still here. Try again in a moment; it will be saved only once. If this keeps happening, contact your administrator.";

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var executed = await next();
        if (executed is { ExceptionHandled: false, Exception: { } failure, HandlerInstance: PageModel page and IShowsFormAgain form }
            && HttpMethods.IsPost(context.HttpContext.Request.Method) && MessageFor(failure) is { } message && await IsReadyAsync(form, context.HttpContext.RequestAborted))
        {
            Log(failure, page);
            page.ModelState.AddModelError("", message);
            page.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            (executed.Result, executed.ExceptionHandled) = (page.Page(), true);
        }
    }

    private static string? MessageFor(Exception failure) => failure is BusyException ? failure.Message : failure.IsOutage() ? Message : null;

    private void Log(Exception failure, PageModel page)
    {
        if (failure is BusyException)
        {
            logger.LogWarning("There was no time for the form of {Page}", page.GetType().Name);
        }
        else
        {
            logger.LogError(failure, "The database did not save the form of {Page}", page.GetType().Name);
        }
    }

    /// <summary>Asks no database for which the form has waited long enough; some pages need none.</summary>
    private static async Task<bool> IsReadyAsync(IShowsFormAgain form, CancellationToken cancellationToken)
    {
        try
        {
            return await form.PrepareAsync(DatabasePatience.IsOver ? new CancellationToken(canceled: true) : cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException || e.IsOutage())
        {
            return false;
        }
    }
}
