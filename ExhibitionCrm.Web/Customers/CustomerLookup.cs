using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Finds the one customer that somebody scans or types before something is done for that person.</summary>
public sealed class CustomerLookup(CustomerService service, CustomerList list, CustomersElsewhere elsewhere)
{
    /// <summary>How many are offered to choose from.</summary>
    public const int MatchesShown = 10;

    /// <param name="typed">An ID, or words of the name, company, e-mail address or phone number.</param>
    public async Task<LookupOutcome> FindAsync(string? typed, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return new LookupOutcome.NothingTyped();
        }

        if (CustomerId.TryParse(typed, out var id) && await service.FindAsync(id, cancellationToken) is { } scanned)
        {
            return new LookupOutcome.Found(scanned);
        }

        if (id is not null && await elsewhere.FindAsync(id, cancellationToken) is { } known)
        {
            return new LookupOutcome.KnownElsewhere(known);
        }

        var matches = SearchText.Words(typed).Count == 0 ? [] : await list.FirstAsync(typed, MatchesShown, cancellationToken);
        return matches switch
        {
            [] => await NobodyAsync(typed, id, cancellationToken),
            [var only] => await service.FindAsync(only.Id, cancellationToken) is { } found ? new LookupOutcome.Found(found) : new LookupOutcome.Nobody(null, KnownPeople.None),
            _ => new LookupOutcome.Several(matches),
        };
    }

    /// <summary>Whom a search means that found nobody here.</summary>
    public async Task<LookupOutcome> FindElsewhereAsync(string? typed, CancellationToken cancellationToken = default) =>
        CustomerId.TryParse(typed, out var id) && await elsewhere.FindAsync(id, cancellationToken) is { } known
            ? new LookupOutcome.KnownElsewhere(known)
            : await NobodyAsync(typed, id, cancellationToken);

    private async Task<LookupOutcome> NobodyAsync(string? typed, string? id, CancellationToken cancellationToken) => new LookupOutcome.Nobody(
        id is null || CustomerId.HasValidCheck(id) ? null : id, await elsewhere.SearchAsync(typed, cancellationToken));
}

/// <summary>Whom a search means.</summary>
public abstract record LookupOutcome
{
    private LookupOutcome()
    {
    }

    public sealed record NothingTyped : LookupOutcome;

    public sealed record Found(CustomerDetails Customer) : LookupOutcome;

    /// <summary>The newest of them, at most <see cref="CustomerLookup.MatchesShown"/>.</summary>
    public sealed record Several(IReadOnlyList<CustomerRow> Matches) : LookupOutcome;

    /// <summary>The ID that was typed is not here, but that of somebody who is known from another exhibition.</summary>
    public sealed record KnownElsewhere(KnownPerson Person) : LookupOutcome;

    /// <param name="MistypedId">The ID that was read, if its check character says that it was mistyped.</param>
    /// <param name="Elsewhere">Whom the same search finds at other exhibitions.</param>
    public sealed record Nobody(string? MistypedId, KnownPeople Elsewhere) : LookupOutcome;
}
