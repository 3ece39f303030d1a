namespace ExhibitionCrm.Web.Outbox;

/// <summary>Waiting between attempts.</summary>
public static class Backoff
{
    private const double Jitter = 0.2;
    private const int MostDoublings = 30;

    /// <summary>Doubled so many times, up to a limit.</summary>
    public static TimeSpan Exponential(TimeSpan first, int doublings, TimeSpan longest) =>
        doublings >= MostDoublings || first * (1 << doublings) > longest ? longest : first * (1 << doublings);

    /// <summary>Up to a fifth more or less, so that what failed together does not come back together.</summary>
    public static TimeSpan WithJitter(this TimeSpan delay) => delay * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble()));
}
