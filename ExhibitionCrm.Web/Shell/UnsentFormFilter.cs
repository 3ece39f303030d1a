using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Primitives;

namespace ExhibitionCrm.Web.Shell;

/// <summary>Shows a form as it was when its session had ended. Nothing of it is saved: no handler runs.</summary>
internal sealed class UnsentFormFilter(UnsentForms forms) : IAsyncPageFilter
{
    private static readonly object Shown = new();

    public async Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) && http.Request.Query.ContainsKey(UnsentForms.Parameter)
            && context.HandlerInstance is IShowsFormAgain && http.User.Identity?.IsAuthenticated == true
            && await forms.FindAsync(http.User.Id(), http.Request) is { } kept)
        {
            Fill(http.Request, kept);
            http.Items[Shown] = true;
        }
    }

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (!context.HttpContext.Items.Remove(Shown) || context.HandlerInstance is not IShowsFormAgain form)
        {
            await next();
            return;
        }

        context.HttpContext.Request.Method = HttpMethods.Get;
        var page = (PageModel)context.HandlerInstance;
        if (!await form.PrepareAsync(context.HttpContext.RequestAborted))
        {
            context.Result = page.NotFound();
            return;
        }

        ForgetFaults(page.ModelState);
        page.Confirm("You're signed in again. What you typed is still here, but hasn't been saved yet.");
        context.Result = page.Page();
    }

    // The page binds what was typed only from a form that was posted.
    private static void Fill(HttpRequest request, KeptForm kept)
    {
        request.Method = HttpMethods.Post;
        request.ContentType = "application/x-www-form-urlencoded";
        request.Form = new FormCollection(kept.Fields.GroupBy(f => f.Key).ToDictionary(f => f.Key, f => new StringValues([.. f.Select(one => one.Value)])));
    }

    private static void ForgetFaults(ModelStateDictionary state)
    {
        foreach (var entry in state.Values)
        {
            entry.Errors.Clear();
            entry.ValidationState = ModelValidationState.Skipped;
        }
    }
}
