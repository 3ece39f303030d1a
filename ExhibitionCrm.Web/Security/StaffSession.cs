using System.Net;
using System.Security.Claims;

namespace ExhibitionCrm.Web.Security;

/// <summary>A browser in which somebody signed in. It ends here, whatever cookie is still kept.</summary>
public sealed class StaffSession
{
    public const int BrowserMaxLength = 60;

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>The account's, as this session last saw it: a session that does not know the newest is over.</summary>
    public required string SecurityStamp { get; init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>To some minutes.</summary>
    public DateTimeOffset LastSeenAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private init; }

    /// <summary>From which the person signed in.</summary>
    public IPAddress? Address { get; private init; }

    /// <summary>In words, such as "Firefox on Windows".</summary>
    public required string Browser { get; init; }

    public static StaffSession Begin(StaffUser user, IPAddress? address, string browser, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        UserId = user.Id,
        SecurityStamp = user.SecurityStamp!,
        CreatedAt = now,
        LastSeenAt = now,
        Address = address,
        Browser = browser,
    };
}

public static class StaffSessionClaims
{
    public const string Type = "session";

    /// <summary>That the person had a second factor when the session began, or when it was last renewed.</summary>
    public const string SecondFactor = "second_factor";

    /// <summary>The key of the signed-in person's session; null for who is not signed in.</summary>
    public static Guid? SessionId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(Type), out var id) ? id : null;

    public static bool HasSecondFactor(this ClaimsPrincipal user) => user.HasClaim(SecondFactor, "on");
}
