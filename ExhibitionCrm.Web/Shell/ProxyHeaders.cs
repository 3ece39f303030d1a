using System.Net;
using System.Net.Sockets;
using ExhibitionCrm.Web.Configuration;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Web.Shell;

/// <summary>
/// Takes a visitor's address and scheme from the headers of trusted proxies, through as many of them as there are. Those
/// given by name are looked up again and again: a container that was made anew has another address, and a stranger may
/// have got the one from before.
/// </summary>
internal sealed class ProxyHeaders(RequestDelegate next, TrustedProxies trusted, ILoggerFactory loggers, TimeProvider time, ProxyHeaders.Lookup lookup)
    : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ValidityForStrangers = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookupTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _oneLookup = new(1);
    private volatile Proxies? _proxies;

    /// <exception cref="SocketException">The name has no address, or the name server does not answer.</exception>
    public delegate Task<IPAddress[]> Lookup(string name, CancellationToken cancellationToken);

    public async Task InvokeAsync(HttpContext context)
    {
        // Nothing to believe. A monitor on this machine waits for no name server.
        if (!SaysWhomItStandsFor(context.Request))
        {
            await next(context);
            return;
        }

        var proxies = _proxies;
        if (proxies is null || IsOld(proxies, context.Connection.RemoteIpAddress))
        {
            proxies = await LookUpAsync(context);
        }

        await proxies.Handle(context);
    }

    public void Dispose() => _oneLookup.Dispose();

    private static bool SaysWhomItStandsFor(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName) || request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedProtoHeaderName);

    // Whoever is not known may be a proxy that has just got its address.
    private bool IsOld(Proxies proxies, IPAddress? sender) =>
        trusted.Names.Count > 0 && time.GetElapsedTime(proxies.LookedUp) > (proxies.Know(sender) ? Validity : ValidityForStrangers);

    private async Task<Proxies> LookUpAsync(HttpContext context)
    {
        await _oneLookup.WaitAsync(context.RequestAborted);
        try
        {
            var former = _proxies;
            if (former is not null && !IsOld(former, context.Connection.RemoteIpAddress))
            {
                return former;
            }

            var addresses = new Dictionary<string, IPAddress[]>();
            foreach (var name in trusted.Names)
            {
                addresses[name] = await AddressesOfAsync(name) ?? former?.Addresses.GetValueOrDefault(name) ?? [];
            }

            return _proxies = Make(addresses);
        }
        finally
        {
            _oneLookup.Release();
        }
    }

    /// <returns>Null where the name server does not say.</returns>
    private async Task<IPAddress[]?> AddressesOfAsync(string name)
    {
        using var timeout = new CancellationTokenSource(LookupTimeout);
        try
        {
            return await lookup(name, timeout.Token);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return [];
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return null;
        }
    }

    private Proxies Make(Dictionary<string, IPAddress[]> addresses)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted.Networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        foreach (var address in addresses.Values.SelectMany(all => all))
        {
            options.KnownProxies.Add(address);
        }

        // Where it knows nobody, that middleware believes everybody.
        var headers = new ForwardedHeadersMiddleware(next, loggers, Options.Create(options));
        var handle = options.KnownProxies.Count + options.KnownIPNetworks.Count > 0 ? headers.Invoke : next;
        return new Proxies(addresses, handle, time.GetTimestamp());
    }

    private sealed record Proxies(IReadOnlyDictionary<string, IPAddress[]> Addresses, RequestDelegate Handle, long LookedUp)
    {
        public bool Know(IPAddress? sender)
        {
            var address = sender is { IsIPv4MappedToIPv6: true } ? sender.MapToIPv4() : sender;
            return Addresses.Values.Any(all => all.Contains(address));
        }
    }
}
