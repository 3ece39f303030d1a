using System.Net;
using System.Security.Cryptography;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.DataProtection;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// Remembers by a signed cookie that people signed in with this browser before. Whoever guesses at their passwords elsewhere
/// doesn't keep them out here. Nobody is signed in by it.
/// </summary>
internal sealed class KnownDevices(IDataProtectionProvider protection, SiteCookies cookies)
{
    /// <summary>At a counter, people take turns. The cookie has to stay small.</summary>
    private const int MostAccounts = 10;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector(nameof(KnownDevices)).ToTimeLimitedDataProtector();

    private readonly string _name = cookies.Name("device");

    /// <summary>Null without the cookie, or with one that wasn't made here or is too old.</summary>
    public KnownDevice? Read(HttpRequest request)
    {
        if (request.Cookies[_name] is not { } cookie)
        {
            return null;
        }

        try
        {
            var ids = _protector.Unprotect(cookie).Split(' ').Select(Guid.Parse).ToList();
            return new KnownDevice(ids[0], ids[1..]);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Remember(HttpContext context, Guid accountId)
    {
        var device = Read(context.Request) ?? new KnownDevice(Guid.NewGuid(), []);
        var accounts = device.Accounts.Where(id => id != accountId).Take(MostAccounts - 1);
        var value = string.Join(' ', accounts.Prepend(accountId).Prepend(device.Id).Select(id => id.ToString("N")));
        context.Response.Cookies.Append(_name, _protector.Protect(value, Lifetime), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Lifetime,
            SameSite = SameSiteMode.Lax,
            Secure = cookies.AreSecure,
        });
    }
}

/// <summary>A browser, and who signed in with it.</summary>
public sealed record KnownDevice(Guid Id, IReadOnlyList<Guid> Accounts);

/// <summary>From where somebody tries to sign in.</summary>
/// <param name="Device">Null for a browser in which nobody has signed in yet.</param>
public sealed record SignInClient(IPAddress? Address, KnownDevice? Device)
{
    /// <summary>The device if this account was signed in to with it; null for a stranger's.</summary>
    public Guid? DeviceOf(Guid accountId) => Device?.Accounts.Contains(accountId) == true ? Device.Id : null;
}

internal static class SignInClients
{
    public static SignInClient SignInClient(this HttpContext context) =>
        new(context.Connection.RemoteIpAddress, context.RequestServices.GetRequiredService<KnownDevices>().Read(context.Request));
}
