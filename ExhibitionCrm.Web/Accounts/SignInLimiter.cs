using System.Threading.RateLimiting;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// How many sign-in forms a minute this process looks at: of a browser in which people have signed in before, or of one
/// network for one name, which <see cref="SignInCounts"/> counts over all processes; and more of them for all names of a
/// network, behind which there may be a whole hall.
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
        var wait = client.Device is null ? TimeToWait(_networks, SignInLimit.Network(client.Address)) : null;
        return wait ?? TimeToWait(_clients, Key(client, name));
    }

    /// <summary>What counts as one.</summary>
    internal static string Key(SignInClient client, string name) => client.Device is { } device
        ? $"device {device.Id}"
        : $"{SignInLimit.Network(client.Address)} {name.ToUpperInvariant()}";

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
