using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using ExhibitionCrm.Web.Configuration;
using Microsoft.AspNetCore.RateLimiting;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// Slows down who guesses codes and addresses: so many forms a minute from one network. Pages ask for it by
/// [EnableRateLimiting]; looking at them is free. For passwords see <see cref="SignInCounts"/>.
/// </summary>
internal static class SignInLimit
{
    public const string Codes = "sign-in-codes";
    public const string Resets = "password-resets";

    internal static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void Add(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        // Each counts for itself: who mistypes a code can still ask for a new password.
        options.AddPolicy(Codes, Partition);
        options.AddPolicy(Resets, Partition);
        options.OnRejected = (rejected, _) =>
        {
            LogRefusal(rejected.HttpContext);
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left : Window;
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
    }

    /// <summary>From where, as it is counted; never what was typed.</summary>
    internal static void LogRefusal(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SignInLimit).FullName!)
        .LogWarning("Too many requests for {Endpoint} from {Network}", context.GetEndpoint()?.DisplayName, Network(context.Connection.RemoteIpAddress));

    private static RateLimitPartition<string> Partition(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return RateLimitPartition.GetNoLimiter("");
        }

        var limit = context.RequestServices.GetRequiredService<SignInLimitOptions>().PerMinute;
        return PerMinute(Network(context.Connection.RemoteIpAddress), limit);
    }

    internal static RateLimitPartition<string> PerMinute(string key, int limit) =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = Window });

    /// <summary>The address, or of IPv6 its first 64 bits: a household or a server has all addresses behind them.</summary>
    internal static string Network(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } => $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]])}/64",
        _ => address.ToString(),
    };
}

/// <param name="PerMinute">SIGN_IN_LIMIT: forms a minute, see <see cref="SignInCounts"/>.</param>
public sealed record SignInLimitOptions(int PerMinute)
{
    private const int PeopleBehindAnAddress = 10;

    /// <summary>For all names that one network tries.</summary>
    public int PerMinuteOfANetwork => PerMinute * PeopleBehindAnAddress;

    internal static SignInLimitOptions Read(SettingsReader settings) => new(settings.Number("SIGN_IN_LIMIT", 20, 5, 10_000));
}
