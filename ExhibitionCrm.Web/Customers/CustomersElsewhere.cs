using System.Linq.Expressions;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Lists;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>
/// People who are customers of other exhibitions than the one that is asked about, whatever may be done there by now. Where
/// there is one exhibition, the database is not asked.
/// </summary>
public sealed class CustomersElsewhere(CrmDbContext db, ExhibitionCache exhibitions, VisibleExhibitions visible, CustomerSearch search)
{
    /// <summary>How many of those whom a search finds are shown.</summary>
    public const int PeopleShown = 3;

    /// <summary>Where counting them stops.</summary>
    public const int MostCounted = 100;

    // Of what is found more often, the newest are not looked for.
    private const int MostLookedThrough = 10_000;

    private bool IsAlone => exhibitions.All.Count == 1;

    /// <summary>
    /// Whoever has this ID anywhere else: a badge is shown by the one whose it is. Of somebody who was merged, by another ID.
    /// Null for nobody.
    /// </summary>
    public async Task<KnownPerson?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        IsAlone ? null
        : People(await VisitsAsync(c => c.Id == id, cancellationToken)).SingleOrDefault() ?? await FindMergedAsync(id, cancellationToken);

    private async Task<KnownPerson?> FindMergedAsync(string id, CancellationToken cancellationToken)
    {
        var others = await CustomerAliases.OthersAsync(db, id, cancellationToken);
        return others.Count == 0 ? null : People(await VisitsAsync(c => others.Contains(c.Id), cancellationToken)).MinBy(person => others.IndexOf(person.Id));
    }

    /// <summary>The details that were last saved of the person, anywhere else; null for an ID that nobody has there.</summary>
    public async Task<ContactDetails?> OpenAsync(string id, CancellationToken cancellationToken = default) =>
        IsAlone ? null : (await Others(c => c.Id == id).AsNoTracking().OrderByDescending(c => c.UpdatedAt).FirstOrDefaultAsync(cancellationToken))?.Contact;

    /// <summary>Those whom a search finds where the person who asks may look, without those who are here.</summary>
    /// <param name="typed">Words of the name, company, e-mail address or phone number.</param>
    public async Task<KnownPeople> SearchAsync(string? typed, CancellationToken cancellationToken = default)
    {
        // Of one or two characters no index knows anything.
        if (IsAlone || SearchText.IsShort(typed) || search.For<Customer>(typed, c => c.Id, c => c.SearchText) is not { } found)
        {
            return KnownPeople.None;
        }

        var (here, places) = (db.ExhibitionId, OtherPlaces());
        // Place by place: each is searched by an index of its own.
        var ids = places.Count == 0 ? [] : await places.Select(place => Others(c => c.ExhibitionId == place).Where(found)).Aggregate(Queryable.Concat)
            .Take(MostLookedThrough)
            .GroupBy(c => c.Id).Select(visits => new { Id = visits.Key, At = visits.Max(c => c.CreatedAt) })
            .Where(person => !db.Customers.Any(c => c.ExhibitionId == here && c.Id == person.Id))
            .OrderByDescending(person => person.At).ThenBy(person => person.Id).Take(MostCounted + 1)
            .Select(person => person.Id).ToListAsync(cancellationToken);
        if (ids.Count == 0)
        {
            return KnownPeople.None;
        }

        var first = ids[..Math.Min(ids.Count, PeopleShown)];
        var people = People(await VisitsAsync(c => first.Contains(c.Id) && places.Contains(c.ExhibitionId), cancellationToken));
        return new KnownPeople(new MatchCount(Math.Min(ids.Count, MostCounted), ids.Count > MostCounted), [.. people]);
    }

    /// <summary>Where else the person is a customer, of what the person who asks may see; the newest first.</summary>
    public async Task<IReadOnlyList<Visit>> VisitsAsync(string id, CancellationToken cancellationToken = default)
    {
        if (IsAlone)
        {
            return [];
        }

        var places = OtherPlaces();
        if (await CustomerAliases.OthersAsync(db, id, cancellationToken) is { Count: > 0 } others)
        {
            return await VisitsAsync(c => (c.Id == id || others.Contains(c.Id)) && places.Contains(c.ExhibitionId), cancellationToken);
        }

        return await VisitsAsync(c => c.Id == id && places.Contains(c.ExhibitionId), cancellationToken);
    }

    private List<int> OtherPlaces() =>
        [.. visible.Get().Select(exhibition => exhibition.Id).Where(id => id != db.ExhibitionId)];

    private IQueryable<Customer> Others(Expression<Func<Customer, bool>> which)
    {
        var here = db.ExhibitionId;
        return db.Customers.IgnoreQueryFilters().Where(c => c.ExhibitionId != here).Where(which);
    }

    private Task<List<Visit>> VisitsAsync(Expression<Func<Customer, bool>> which, CancellationToken cancellationToken) => (
        from customer in Others(which)
        join exhibition in db.Exhibitions on customer.ExhibitionId equals exhibition.Id
        orderby customer.CreatedAt descending, exhibition.Id descending
        select new Visit(customer.Id, customer.Name, customer.Company, customer.BillCount, exhibition.Slug, exhibition.Name ?? exhibition.Slug))
        .ToListAsync(cancellationToken);

    // In the order of the newest visit of each.
    private static IEnumerable<KnownPerson> People(IEnumerable<Visit> visits) =>
        visits.GroupBy(visit => visit.Id).Select(person => new KnownPerson(
            person.Key, person.First().Name, person.First().Company, [.. person.Select(visit => visit.Exhibition)]));
}

/// <summary>A person as a customer of another exhibition.</summary>
/// <param name="BillCount">Without void ones.</param>
/// <param name="Slug">The exhibition's, see <see cref="Exhibition.Slug"/>.</param>
/// <param name="Exhibition">What it is called.</param>
public sealed record Visit(string Id, string Name, string Company, int BillCount, string Slug, string Exhibition);

/// <summary>Somebody who is not here, as the newest of the other exhibitions knows them.</summary>
/// <param name="Exhibitions">What these are called, the newest visit first.</param>
public sealed record KnownPerson(string Id, string Name, string Company, IReadOnlyList<string> Exhibitions);

/// <summary>Those whom a search found at other exhibitions.</summary>
/// <param name="First">Who came last, at most <see cref="CustomersElsewhere.PeopleShown"/>.</param>
public sealed record KnownPeople(MatchCount Count, IReadOnlyList<KnownPerson> First)
{
    public static readonly KnownPeople None = new(new MatchCount(0, IsCapped: false), []);
}
