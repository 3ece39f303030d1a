using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Shared;

/// <summary>What a form says when the database could not save it.</summary>
internal static class NotSaved
{
    // A lost answer leaves it open whether it was saved; the form's key makes that harmless.
    private const string Message =
        "Your changes couldn't be saved because the database isn't available. What you typed is still here. Try again in a moment; it will be saved only once. If this keeps happening, contact your administrator.";

    /// <summary>The form as it was sent, with that message; the failure is for the log.</summary>
    public static PageResult ShowAgain(this PageModel page, Exception failure)
    {
        page.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(page.GetType())
            .LogError(failure, "The database did not save a form");
        page.ModelState.AddModelError("", Message);
        page.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return page.Page();
    }
}
