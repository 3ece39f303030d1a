using System.Net;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.</summary>
/// <param name="Networks">By their addresses.</param>
/// <param name="Names">By host names, whose addresses may change while the program runs.</param>
public sealed record TrustedProxies(IReadOnlyList<IPNetwork> Networks, IReadOnlyList<string> Names)
{
    public static TrustedProxies None { get; } = new([], []);

    public bool AreNone => Networks.Count + Names.Count == 0;
}
