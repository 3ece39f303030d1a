using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Makes one customer of two: asks with whom, then shows both side by side to choose what is kept of each.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class MergeModel(MergeService service, CustomerService customers, CustomerLookup lookup) : PageModel, IShowsFormAgain
{
    /// <summary>Of the customer who stays, unless somebody decides otherwise.</summary>
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    /// <summary>The other one's ID, or words that find them.</summary>
    [BindProperty(SupportsGet = true)]
    public string? With { get; set => field = Typed.Line(value); }

    [BindProperty]
    public MergeInput Input { get; set; } = new();

    public CustomerDetails Customer { get; private set; } = null!;

    /// <summary>Null until it is known with whom.</summary>
    public MergePair? Pair { get; private set; }

    /// <summary>Whom the words may mean.</summary>
    public IReadOnlyList<CustomerRow> Matches { get; private set; } = [];

    public IReadOnlyList<MergeField> Fields => Pair is not { First.Contact: var first, Second.Contact: var second } ? [] :
    [
        new(nameof(Input.Name), "Name", first.Name, second.Name, Input.Name),
        OfContact(nameof(Input.Email), "Email", first.Email?.Value, second.Email?.Value, Input.Email),
        OfContact(nameof(Input.Phone), "Phone", first.Phone?.Value, second.Phone?.Value, Input.Phone),
        new(nameof(Input.Company), "Company", first.Company, second.Company, Input.Company),
        new(nameof(Input.JobTitle), "Job title", first.JobTitle, second.JobTitle, Input.JobTitle),
        new(nameof(Input.Note), "Note", first.Note, second.Note, Input.Note, Pair.MayJoinNotes ? Pair.JoinedNote : null),
    ];

    // Where only one has any, there is nothing to choose.
    private static MergeField OfContact(string name, string label, string? first, string? second, MergeSource chosen) =>
        new(name, label, first ?? second ?? "", second ?? first ?? "", chosen);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { } customer)
        {
            return NotFound();
        }

        if (customer.Id != Id)
        {
            return RedirectToPage(new { id = customer.Id, with = With });
        }

        Customer = customer;
        if (!string.IsNullOrWhiteSpace(With) && await FindOtherAsync(cancellationToken) is { } other)
        {
            Pair = await service.OpenAsync(Id, other, cancellationToken);
        }

        Input = Pair is null ? Input : MergeInput.For(Pair);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!CustomerId.TryParse(Id, out var first) || !CustomerId.TryParse(With, out var second))
        {
            return NotFound();
        }

        // No choice that could not be read is taken for another one.
        if (!ModelState.IsValid || (Input.Keep != first && Input.Keep != second))
        {
            return await AgainAsync("", "Choose again what to keep, then merge.", cancellationToken);
        }

        switch (await service.MergeAsync(Input.ToOrder(first, second), HttpContext.Actor(), cancellationToken))
        {
            case MergeOutcome.Merged { SurvivorId: var survivor, MergedId: var merged }:
                this.Confirm($"Customers merged. ID {merged} now leads to this customer.");
                return RedirectToPage("Details", new { id = survivor });
            case MergeOutcome.ChangedMeanwhile:
                return await AgainAsync("", "Someone else has just changed one of these customers. Check the details, then merge again.", cancellationToken);
            case MergeOutcome.MailIsBeingSent:
                return await AgainAsync("", "An email is being sent to one of these customers. Try again in a moment.", cancellationToken);
            case MergeOutcome.NoteTooLong:
                return await AgainAsync(
                    $"{nameof(Input)}.{nameof(Input.Note)}", $"Together the notes are longer than {ContactDetails.NoteMaxLength:#,##0} characters. Keep one of them.", cancellationToken);
            case MergeOutcome.KeyUsedForOthers:
                Input.Key = IdempotencyKey.New();
                return await AgainAsync("", "This form was already used to merge other customers. Check the details, then merge again.", cancellationToken);
            default:
                return await GoneAsync(first, second, cancellationToken);
        }
    }

    public async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        Pair = CustomerId.TryParse(Id, out var first) && CustomerId.TryParse(With, out var second) ? await service.OpenAsync(first, second, cancellationToken) : null;
        return Pair is not null;
    }

    // The choices stay; what they are between is shown as it is now.
    private async Task<IActionResult> AgainAsync(string field, string message, CancellationToken cancellationToken)
    {
        if (!await PrepareAsync(cancellationToken))
        {
            return await GoneAsync(Id, With!, cancellationToken);
        }

        (Input.FirstVersion, Input.SecondVersion) = (Pair!.First.Version, Pair.Second.Version);
        ModelState.Clear();
        ModelState.AddModelError(field, message);
        return Page();
    }

    private async Task<IActionResult> GoneAsync(string first, string second, CancellationToken cancellationToken)
    {
        this.Refuse("One of the two customers has been merged or deleted meanwhile. Nothing was changed.");
        var left = await customers.FindAsync(first, cancellationToken) ?? await customers.FindAsync(second, cancellationToken);
        return left is null ? RedirectToPage("Index") : RedirectToPage("Details", new { id = left.Id });
    }

    /// <summary>The other one's ID; null where the message, or those to choose from, say why not.</summary>
    private async Task<string?> FindOtherAsync(CancellationToken cancellationToken)
    {
        var outcome = await lookup.FindAsync(With!.Truncate(SearchText.QueryMaxLength), cancellationToken);
        if (outcome is LookupOutcome.Several { Matches: var found })
        {
            Matches = [.. found.Where(row => row.Id != Id)];
            return Matches.Count == 1 ? Matches[0].Id : null;
        }

        if (outcome is LookupOutcome.Found { Customer.Id: var other } && other != Id)
        {
            return other;
        }

        ModelState.AddModelError(nameof(With), outcome switch
        {
            LookupOutcome.Found when CustomerId.TryParse(With, out var id) && id != Id => $"ID {id} was merged into this customer already.",
            LookupOutcome.Found => "That is this customer. Enter the ID of the other one.",
            LookupOutcome.KnownElsewhere { Person.Id: var id } => $"ID {id} isn't registered at this exhibition. Only customers of one exhibition can be merged.",
            LookupOutcome.Nobody { MistypedId: { } id } => $"No customer has ID {id}. It looks mistyped. Check it against the badge.",
            _ => "No customer found. Check the ID or the name.",
        });
        return null;
    }
}
