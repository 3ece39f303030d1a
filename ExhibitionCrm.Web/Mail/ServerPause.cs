namespace ExhibitionCrm.Web.Mail;

/// <summary>
/// Spares a dead mail server, and the attempts of the mails that wait for it: after a failure that is the server's, this
/// process sends nothing for a growing time, then probes with one mail.
/// </summary>
internal sealed class ServerPause(TimeProvider clock)
{
    /// <summary>Interrupted mails in a row that mean that it is not the mails' fault.</summary>
    private const int Tolerated = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int _strikes;
    private DateTimeOffset _until;

    /// <summary>One mail at a time may go, to see whether the server is back.</summary>
    public bool IsProbing => _strikes >= Tolerated;

    public TimeSpan Remaining => _until - clock.GetUtcNow() is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero;

    public void Learn(DeliveryOutcome outcome)
    {
        _strikes = outcome switch
        {
            DeliveryOutcome.ServerDown => Math.Max(_strikes + 1, Tolerated),
            DeliveryOutcome.Interrupted => _strikes + 1,
            _ => 0,
        };
        _until = IsProbing
            ? clock.GetUtcNow() + RetrySchedule.Spread(RetrySchedule.Grown(First, _strikes - Tolerated, Longest))
            : default;
    }
}
