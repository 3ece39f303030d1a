using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Who may be registered already, while a form is being filled. By POST, for what is typed belongs in no address.</summary>
[Authorize(Policy = Policies.Write)]
public sealed class DuplicatesModel(DuplicateFinder duplicates) : PageModel
{
    [BindProperty]
    public CustomerInput Input { get; set; } = new();

    /// <summary>The customer whose form it is; none for a new one.</summary>
    [BindProperty(Name = "except")]
    public string? Except { get; set; }

    public IReadOnlyList<PossibleDuplicate> Found { get; private set; } = [];

    public StatusCodeResult OnGet() => StatusCode(StatusCodes.Status405MethodNotAllowed);

    public async Task OnPostAsync(CancellationToken cancellationToken) =>
        Found = await duplicates.SuggestAsync(Input.ToText(), Except, cancellationToken);
}
