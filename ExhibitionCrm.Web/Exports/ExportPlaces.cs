using System.Threading.RateLimiting;

namespace ExhibitionCrm.Web.Exports;

/// <summary>The places that <see cref="ExportLimits"/> gives, in the order in which people came. A singleton.</summary>
internal sealed class ExportPlaces(ExportLimits limits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _places = PartitionedRateLimiter.CreateChained(
        Places(person => person, limits.OfOnePerson, limits.WaitingOfOnePerson),
        Places(_ => "", limits.SideBySide, limits.Waiting));

    /// <returns>A place, given back when disposed; one that is not acquired where too many wait already.</returns>
    public ValueTask<RateLimitLease> TakeAsync(string person, CancellationToken cancellationToken) => _places.AcquireAsync(person, 1, cancellationToken);

    public void Dispose() => _places.Dispose();

    private static PartitionedRateLimiter<string> Places(Func<string, string> key, int atOnce, int waiting) =>
        PartitionedRateLimiter.Create<string, string>(person => RateLimitPartition.GetConcurrencyLimiter(
            key(person), _ => new ConcurrencyLimiterOptions { PermitLimit = atOnce, QueueLimit = waiting }));
}
