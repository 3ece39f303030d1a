using ExhibitionCrm.Web.Data;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Forms;

/// <summary>
/// Answers a form that the database refused because its exhibition was archived, or deleted, with status 409: the form itself
/// with what was typed, or the page for that status where there is none to show.
/// </summary>
internal sealed class ArchivedFilter : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var executed = await next();
        if (executed is { ExceptionHandled: false, Exception: { } failure, HandlerInstance: PageModel page and IShowsFormAgain form }
            && ArchivedExhibition.MessageFor(failure) is { } message && await form.PrepareAsync(context.HttpContext.RequestAborted))
        {
            page.ModelState.AddModelError("", message);
            page.Response.StatusCode = StatusCodes.Status409Conflict;
            (executed.Result, executed.ExceptionHandled) = (page.Page(), true);
        }
    }
}
