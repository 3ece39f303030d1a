using System.Net;
using System.Net.Sockets;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ExhibitionCrm.Tests.Shell;

/// <summary>Whose word about a visitor is believed.</summary>
public sealed class ProxyHeadersTests
{
    private readonly HandClock _clock = new();
    private readonly Dictionary<string, Func<IPAddress[]>> _names = [];

    [Theory]
    [InlineData("10.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("198.51.100.4", "203.0.113.9", "198.51.100.4")]

    // Through two proxies; and a visitor who made up where he comes from.
    [InlineData("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9")]
    [InlineData("10.0.0.1", "192.0.2.1, 203.0.113.9, 10.0.0.2", "203.0.113.9")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    public async Task Visitor_BehindTrustedNetworks_IsWhoTheOutermostOfThemSaw(string sender, string header, string visitor) =>
        Assert.Equal(visitor, await AskAsync(Create(new TrustedProxies([IPNetwork.Parse("10.0.0.0/8")], [])), sender, header));

    [Fact]
    public async Task Proxy_ByName_IsBelievedAndItsNeighboursAreNot()
    {
        _names["nginx"] = () => [IPAddress.Parse("172.18.0.5")];
        var headers = Create(new TrustedProxies([], ["nginx"]));
        Assert.Equal("203.0.113.9 https", await AskAsync(headers, "172.18.0.5", "203.0.113.9", "https"));
        Assert.Equal("172.18.0.6", await AskAsync(headers, "172.18.0.6", "203.0.113.9"));
    }

    [Fact]
    public async Task Proxy_ThatWasMadeAnew_IsBelievedAtOnceAndItsFormerAddressNoLonger()
    {
        _names["nginx"] = () => [IPAddress.Parse("172.18.0.5")];
        var headers = Create(new TrustedProxies([], ["nginx"]));
        Assert.Equal("203.0.113.9", await AskAsync(headers, "172.18.0.5", "203.0.113.9"));

        _names["nginx"] = () => [IPAddress.Parse("172.18.0.7")];
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("203.0.113.9", await AskAsync(headers, "172.18.0.7", "203.0.113.9"));
        Assert.Equal("172.18.0.5", await AskAsync(headers, "172.18.0.5", "203.0.113.9"));
    }

    [Fact]
    public async Task Proxy_WhoseNameIsGone_IsBelievedForSecondsOnly()
    {
        _names["nginx"] = () => [IPAddress.Parse("172.18.0.5")];
        var headers = Create(new TrustedProxies([], ["nginx"]));
        await AskAsync(headers, "172.18.0.5", "203.0.113.9");
        _names.Remove("nginx");
        _clock.Now += TimeSpan.FromSeconds(6);
        Assert.Equal("172.18.0.5", await AskAsync(headers, "172.18.0.5", "203.0.113.9"));
    }

    [Fact]
    public async Task Proxy_WhileTheNameServerIsAway_StaysBelieved()
    {
        _names["nginx"] = () => [IPAddress.Parse("172.18.0.5")];
        var headers = Create(new TrustedProxies([], ["nginx"]));
        await AskAsync(headers, "172.18.0.5", "203.0.113.9");
        _names["nginx"] = () => throw new SocketException((int)SocketError.TryAgain);
        _clock.Now += TimeSpan.FromSeconds(6);
        Assert.Equal("203.0.113.9", await AskAsync(headers, "172.18.0.5", "203.0.113.9"));
        Assert.Equal("172.18.0.6", await AskAsync(headers, "172.18.0.6", "203.0.113.9"));
    }

    [Fact]
    public async Task Names_AreNotLookedUpForEveryRequest()
    {
        var lookups = 0;
        _names["nginx"] = () =>
        {
            lookups++;
            return [IPAddress.Parse("172.18.0.5")];
        };
        var headers = Create(new TrustedProxies([], ["nginx"]));
        for (var i = 0; i < 50; i++)
        {
            await AskAsync(headers, "172.18.0.5", "203.0.113.9");
            await AskAsync(headers, "172.18.0.6", "203.0.113.9");
        }

        Assert.Equal(1, lookups);
    }

    private ProxyHeaders Create(TrustedProxies trusted) => new(
        _ => Task.CompletedTask,
        trusted,
        NullLoggerFactory.Instance,
        _clock,
        (name, _) => _names.TryGetValue(name, out var addresses) ? Task.FromResult(addresses()) : throw new SocketException((int)SocketError.HostNotFound));

    /// <returns>Who the visitor is to the program, and by which scheme if it is not http.</returns>
    private static async Task<string> AskAsync(ProxyHeaders headers, string sender, string forwardedFor, string? scheme = null)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(sender);
        context.Request.Scheme = "http";
        context.Request.Headers["X-Forwarded-For"] = forwardedFor;
        context.Request.Headers["X-Forwarded-Proto"] = scheme;
        await headers.InvokeAsync(context);
        return $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}".Replace(" http", scheme is null ? "" : " http", StringComparison.Ordinal);
    }
}
