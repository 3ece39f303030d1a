namespace ExhibitionCrm.Web.Mail;

/// <summary>When a mail is tried again: after half a minute, then twice as long each time up to four hours, for two days.</summary>
public static class RetrySchedule
{
    /// <summary>With these delays the last attempt is made two days after the first.</summary>
    public const int MaxAttempts = 21;

    private const double Jitter = 0.2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    /// <summary>How long to wait after the given number of failed attempts; null to give up.</summary>
    public static TimeSpan? DelayAfter(int attempts) =>
        attempts >= MaxAttempts ? null : Spread(Grown(First, attempts - 1, Longest));

    /// <summary>Doubled so many times, up to a limit.</summary>
    public static TimeSpan Grown(TimeSpan first, int doublings, TimeSpan longest) =>
        doublings >= 30 || first * (1 << doublings) > longest ? longest : first * (1 << doublings);

    /// <summary>Up to a fifth more or less, so that what failed together does not come back together.</summary>
    public static TimeSpan Spread(TimeSpan delay) => delay * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble()));
}
