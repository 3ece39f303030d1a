namespace ExhibitionCrm.Web.Outbox;

/// <summary>
/// Spares a dead server, and the attempts of the messages that wait for it: after a failure that is the server's, this
/// process delivers nothing for a growing time, then probes with one message.
/// </summary>
internal sealed class CircuitBreaker(TimeProvider clock)
{
    /// <summary>Interrupted deliveries in a row that mean that it is not the messages' fault.</summary>
    private const int Tolerated = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private int _failures;
    private DateTimeOffset _openUntil;

    /// <summary>Nothing may go for this long.</summary>
    public TimeSpan OpenFor => _openUntil - clock.GetUtcNow() is { Ticks: > 0 } remaining ? remaining : TimeSpan.Zero;

    /// <summary>Whether the server failed last: once the circuit is not open any more, one message at a time may go.</summary>
    public bool IsTripped => _failures >= Tolerated;

    /// <summary>Whether the server took a message since it last failed: what it refuses now, it refuses for that message.</summary>
    public bool IsProven { get; private set; }

    public void Record(DeliveryOutcome outcome)
    {
        IsProven = outcome switch
        {
            DeliveryOutcome.Sent => true,
            DeliveryOutcome.ServerDown or DeliveryOutcome.PolicyRejected or DeliveryOutcome.Interrupted => false,
            _ => IsProven,
        };
        _failures = outcome switch
        {
            DeliveryOutcome.ServerDown or DeliveryOutcome.PolicyRejected => Math.Max(_failures + 1, Tolerated),
            DeliveryOutcome.Interrupted => _failures + 1,
            _ => 0,
        };
        _openUntil = IsTripped
            ? clock.GetUtcNow() + Backoff.Exponential(First, _failures - Tolerated, Longest).WithJitter()
            : default;
    }
}
