using System.Threading.RateLimiting;
using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// How many passwords this process hashes at once: with half of its processors, so that pages are answered beside it.
/// Some wait for a few seconds; whoever comes on top of them is told to try again.
/// </summary>
public sealed class PasswordHashing : IDisposable
{
    private const int WaitingForEach = 32;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = AtOnce,
        QueueLimit = Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    internal static int AtOnce { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    internal static int Waiting => WaitingForEach * AtOnce;

    /// <summary>Waits for its turn, which ends when the result is disposed of.</summary>
    /// <exception cref="BusyException">Too many wait already.</exception>
    internal async Task<IDisposable> EnterAsync()
    {
        var turn = await _limiter.AcquireAsync();
        if (turn.IsAcquired)
        {
            return turn;
        }

        turn.Dispose();
        throw new BusyException();
    }

    public void Dispose() => _limiter.Dispose();
}
