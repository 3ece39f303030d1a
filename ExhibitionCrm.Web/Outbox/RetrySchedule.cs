namespace ExhibitionCrm.Web.Outbox;

/// <summary>When a message is tried again: after half a minute, then twice as long each time up to four hours, for two days.</summary>
public static class RetrySchedule
{
    /// <summary>With these delays the last attempt is made two days after the first.</summary>
    public const int MaxAttempts = 21;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    /// <summary>How long to wait after the given number of failed attempts; null to give up.</summary>
    public static TimeSpan? DelayAfter(int attempts) =>
        attempts >= MaxAttempts ? null : Backoff.Exponential(First, attempts - 1, Longest).WithJitter();

    /// <summary>
    /// How long to wait after a failure that was the server's. Always short, so that the message goes soon after the server
    /// is back; not at once, so that another one is the next to try. <see cref="CircuitBreaker"/> spares the server.
    /// </summary>
    public static TimeSpan DelayOfTheServer() => First.WithJitter();
}
