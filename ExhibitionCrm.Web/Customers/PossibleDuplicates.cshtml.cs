using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Pairs of customers to be merged or told apart, and those who were told apart.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class PossibleDuplicatesModel(DuplicatePairs pairs) : PageModel, IShowsFormAgain
{
    /// <summary>As an address has it, to show those who are not the same.</summary>
    public const string Distinct = "distinct";

    [BindProperty(SupportsGet = true, Name = "show")]
    public string? Show { get; set; }

    public bool IsOfDistinct => Show == Distinct;

    public Page<PairRow> List { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var page = PageRequest.Read(Request.Query);
        List = IsOfDistinct ? await pairs.GetDistinctPageAsync(page, cancellationToken) : await pairs.GetPageAsync(page, cancellationToken);
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        await OnGetAsync(cancellationToken);
        return true;
    }

    /// <summary>They are not the same.</summary>
    public Task<IActionResult> OnPostAsync([FromForm] string? one, [FromForm] string? other, CancellationToken cancellationToken) =>
        DecideAsync(one, other, pairs.MarkAsync, "Marked {0} and {1} as not the same.", cancellationToken);

    /// <summary>They may be the same after all.</summary>
    public Task<IActionResult> OnPostUndoAsync([FromForm] string? one, [FromForm] string? other, CancellationToken cancellationToken) =>
        DecideAsync(one, other, pairs.UnmarkAsync, "{0} and {1} are no longer marked as not the same.", cancellationToken);

    public DuplicateSigns SignsOf(PairRow pair) => pairs.SignsOf(pair);

    private async Task<IActionResult> DecideAsync(
        string? one, string? other, Func<CustomerPair, Actor, CancellationToken, Task<DistinctOutcome>> decide, string done, CancellationToken cancellationToken)
    {
        if (!CustomerPair.TryCreate(one, other, out var pair))
        {
            return NotFound();
        }

        if (await decide(pair, HttpContext.Actor(), cancellationToken) == DistinctOutcome.Done)
        {
            this.Confirm(string.Format(null, done, pair.FirstId, pair.SecondId));
        }
        else
        {
            this.Refuse($"{pair.FirstId} and {pair.SecondId} aren't both customers here any more. Nothing was changed.");
        }

        // Back to the page that the form stood on.
        return LocalRedirect(Request.PathBase + Request.Path + QueryString.Create(Request.Query.Where(value => value.Key != "handler")));
    }
}
