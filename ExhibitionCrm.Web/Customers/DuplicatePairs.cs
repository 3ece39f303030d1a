using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Lists;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Customers;

/// <summary>Customers of an exhibition who may be one person, and what people decided about them.</summary>
public sealed class DuplicatePairs(CrmDbContext db, KeysetPaginator pages, PhoneNumbers phones, ExhibitionTime time)
{
    private static readonly KeysetOrder<DuplicatePair, PairRow> ByLikelihood =
        new KeysetOrder<DuplicatePair, PairRow, long, string>(p => p.Rank, p => p.Pair, row => row.Rank, row => row.Pair);

    private static readonly KeysetOrder<DistinctCustomers, PairRow> ByDecision =
        new KeysetOrder<DistinctCustomers, PairRow, DateTimeOffset, string>(d => d.DecidedAt, d => d.Pair, row => row.DecidedAt, row => row.Pair);

    /// <summary>Those about whom nobody decided, the likeliest first, and of these the newest.</summary>
    public Task<Page<PairRow>> GetPageAsync(PageRequest page, CancellationToken cancellationToken = default) => pages.ReadAsync(
        new ListQuery<DuplicatePair, PairRow>(
            $"duplicates of {db.ExhibitionId}", null, db.DuplicatePairs.AsNoTracking(), null, ByLikelihood, Descending: true, Rows),
        page, cancellationToken);

    /// <summary>Those who are not the same, the latest decision first. Who was deleted since is left out.</summary>
    public Task<Page<PairRow>> GetDistinctPageAsync(PageRequest page, CancellationToken cancellationToken = default) => pages.ReadAsync(
        new ListQuery<DistinctCustomers, PairRow>(
            $"distinct customers of {db.ExhibitionId}", null,
            db.DistinctCustomers.AsNoTracking().Where(d => db.Customers.Any(c => c.Id == d.FirstId) && db.Customers.Any(c => c.Id == d.SecondId)),
            null, ByDecision, Descending: true, Rows),
        page, cancellationToken);

    /// <summary>What says that they may be the same, as <see cref="DuplicateFinder"/> would; nothing of whom it was decided that they are not.</summary>
    public DuplicateSigns SignsOf(PairRow pair)
    {
        var (older, younger, likelihood) = (pair.Older, pair.Younger, DuplicatePair.LikelihoodOf(pair.Rank));
        var hasSimilarNumber = (likelihood & 2) > 0;
        return new DuplicateSigns(
            IsOneElsewhere: (likelihood & 8) > 0,
            HasSameEmail: (likelihood & 4) > 0,
            HasSamePhone: hasSimilarNumber && phones.SignificantDigits(older.Phone) == phones.SignificantDigits(younger.Phone),
            HasSimilarPhone: hasSimilarNumber,
            HasSameName: SearchText.Key(older.Name) == SearchText.Key(younger.Name),
            HasSimilarName: (likelihood & 1) > 0);
    }

    /// <summary>Remembers for good that the two are not the same person.</summary>
    public Task<DistinctOutcome> MarkAsync(CustomerPair pair, Actor actor, CancellationToken cancellationToken = default) =>
        WithBothAsync(
            pair,
            async (first, second) =>
            {
                if (await Decisions(pair).AnyAsync(cancellationToken))
                {
                    return DistinctOutcome.Done;
                }

                db.Add(DistinctCustomers.Of(pair, actor, time.UtcNow));
                db.Add(AuditEntry.Of(actor, new MarkedDistinct(pair.FirstId, pair.SecondId, first, second), time.UtcNow));
                await db.SaveChangesAsync(cancellationToken);
                await db.DuplicatePairs.Where(p => p.FirstId == pair.FirstId && p.SecondId == pair.SecondId).ExecuteDeleteAsync(cancellationToken);
                return DistinctOutcome.Done;
            },
            cancellationToken);

    /// <summary>Takes that back: they are a pair again if they are as alike as before.</summary>
    public Task<DistinctOutcome> UnmarkAsync(CustomerPair pair, Actor actor, CancellationToken cancellationToken = default) =>
        WithBothAsync(
            pair,
            async (first, second) =>
            {
                if (await Decisions(pair).ExecuteDeleteAsync(cancellationToken) > 0)
                {
                    await db.Database.ExecuteSqlAsync(
                        $"select find_duplicate_pairs({db.ExhibitionId}, {pair.FirstId}); select find_pairs_of_person({db.ExhibitionId}, {pair.FirstId})", cancellationToken);
                    db.Add(AuditEntry.Of(actor, new UnmarkedDistinct(pair.FirstId, pair.SecondId, first, second), time.UtcNow));
                    await db.SaveChangesAsync(cancellationToken);
                }

                return DistinctOutcome.Done;
            },
            cancellationToken);

    private IQueryable<DistinctCustomers> Decisions(CustomerPair pair) =>
        db.DistinctCustomers.Where(d => d.FirstId == pair.FirstId && d.SecondId == pair.SecondId);

    /// <param name="decide">Is given their names.</param>
    private Task<DistinctOutcome> WithBothAsync(
        CustomerPair pair, Func<string, string, Task<DistinctOutcome>> decide, CancellationToken cancellationToken) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

            // One at a time, whether they decide or edit, whereby pairs are found anew. In the order of their IDs, as others lock many.
            string[] ids = [pair.FirstId, pair.SecondId];
            await db.Database.ExecuteSqlAsync(
                $"select from customers where exhibition_id = {db.ExhibitionId} and id = any({ids}) order by id for no key update", cancellationToken);
            var names = await db.Customers.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Name, cancellationToken);
            if (names.Count < ids.Length)
            {
                return DistinctOutcome.NoSuchCustomers;
            }

            var outcome = await decide(names[pair.FirstId], names[pair.SecondId]);
            await transaction.CommitAsync(cancellationToken);
            return outcome;
        });

    private IQueryable<PairRow> Rows(IQueryable<DuplicatePair> pairs) =>
        from p in pairs
        join first in db.Customers on p.FirstId equals first.Id
        join second in db.Customers on p.SecondId equals second.Id
        select new PairRow(
            p.Pair, p.Rank,
            new PairedCustomer(first.Id, first.Name, first.Company, first.Email, first.Phone, first.BillCount, first.CreatedAt),
            new PairedCustomer(second.Id, second.Name, second.Company, second.Email, second.Phone, second.BillCount, second.CreatedAt),
            default, "");

    private IQueryable<PairRow> Rows(IQueryable<DistinctCustomers> decisions) =>
        from d in decisions
        join first in db.Customers on d.FirstId equals first.Id
        join second in db.Customers on d.SecondId equals second.Id
        select new PairRow(
            d.Pair, 0,
            new PairedCustomer(first.Id, first.Name, first.Company, first.Email, first.Phone, first.BillCount, first.CreatedAt),
            new PairedCustomer(second.Id, second.Name, second.Company, second.Email, second.Phone, second.BillCount, second.CreatedAt),
            d.DecidedAt, d.DecidedBy);
}

/// <summary>A line of the list.</summary>
/// <param name="Rank">See <see cref="DuplicatePair.Rank"/>; 0 once it was decided.</param>
/// <param name="DecidedAt">In UTC; of those about whom somebody decided, as the next.</param>
public sealed record PairRow(string Pair, long Rank, PairedCustomer First, PairedCustomer Second, DateTimeOffset DecidedAt, string DecidedBy)
{
    /// <summary>Who was registered first, and whose ID is therefore on more badges.</summary>
    public PairedCustomer Older => First.CreatedAt <= Second.CreatedAt ? First : Second;

    public PairedCustomer Younger => First.CreatedAt <= Second.CreatedAt ? Second : First;
}

/// <summary>One of two. Time is in UTC.</summary>
public sealed record PairedCustomer(string Id, string Name, string Company, string Email, string Phone, int BillCount, DateTimeOffset CreatedAt);

/// <summary>What two customers have in common.</summary>
/// <param name="IsOneElsewhere">Whether they were merged at another exhibition.</param>
/// <param name="HasSimilarPhone">Also where it is the same.</param>
/// <param name="HasSimilarName">Also where it is the same.</param>
public sealed record DuplicateSigns(bool IsOneElsewhere, bool HasSameEmail, bool HasSamePhone, bool HasSimilarPhone, bool HasSameName, bool HasSimilarName);

/// <summary>What came of deciding, or of taking it back.</summary>
public enum DistinctOutcome
{
    /// <summary>Or somebody else did before, or a first click.</summary>
    Done,

    /// <summary>One of them was deleted or merged, or there never was one; nothing was saved.</summary>
    NoSuchCustomers,
}
