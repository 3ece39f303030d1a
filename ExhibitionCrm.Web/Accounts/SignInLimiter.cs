using System.Threading.RateLimiting;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// How many sign-in forms a minute this process looks at: of a browser in which people have signed in before, or of one
/// network for one name; and more of them for all names of a network, behind which there may be a whole hall.
/// </summary>
public sealed class SignInLimiter(SignInLimitOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _clients =
        PartitionedRateLimiter.Create<string, string>(key => SignInLimit.PerMinute(key, options.PerMinute));

    private readonly PartitionedRateLimiter<string> _networks =
        PartitionedRateLimiter.Create<string, string>(key => SignInLimit.PerMinute(key, options.PerMinuteOfANetwork));

    /// <summary>Counts one form; null when it may be looked at.</summary>
    /// <param name="name">As it was typed.</param>
    public TimeSpan? TimeToWait(SignInClient client, string name)
    {
        var network = SignInLimit.Network(client.Address);
        return client.Device is { } device
            ? TimeToWait(_clients, $"device {device.Id}")
            : TimeToWait(_networks, network) ?? TimeToWait(_clients, $"{network} {name.ToUpperInvariant()}");
    }

    public void Dispose()
    {
        _clients.Dispose();
        _networks.Dispose();
    }

    private static TimeSpan? TimeToWait(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left
            : SignInLimit.Window;
    }
}
