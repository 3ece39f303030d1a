using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// What the database holds of a second factor: the authenticator's key encrypted under the site's keys, recovery codes as
/// salted hashes. What the version before stored is still understood.
/// </summary>
public sealed class SecondFactorSecrets(IDataProtectionProvider protection)
{
    private const string KeyMark = "protected:";
    private const char SaltEnd = '.';
    private const int SaltLength = 16;
    private const int HashLength = 32;

    // Codes are drawn from 46 bits, not chosen by people, and ten are hashed at once.
    private const int Iterations = 20_000;

    private readonly IDataProtector _protector = protection.CreateProtector("authenticator key");

    public string Protect(string key) => $"{KeyMark}{_protector.Protect(key)}";

    /// <summary>Null for what SECRET_KEY does not open any more: recovery codes still work then.</summary>
    public string? Unprotect(string stored)
    {
        if (!IsProtected(stored))
        {
            return stored;
        }

        try
        {
            return _protector.Unprotect(stored[KeyMark.Length..]);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static bool IsProtected(string stored) => stored.StartsWith(KeyMark, StringComparison.Ordinal);

    public static bool IsHashed(string stored) => stored.Contains(SaltEnd, StringComparison.Ordinal);

    /// <summary>With one salt for all, so that a typed code is hashed once.</summary>
    public static IReadOnlyList<string> Hash(IEnumerable<string> codes)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return [.. codes.Select(code => $"{Convert.ToBase64String(salt)}{SaltEnd}{Convert.ToBase64String(Hash(code, salt))}")];
    }

    /// <summary>The one that was made of this code; null if none was.</summary>
    public static string? Find(IEnumerable<string> stored, string code)
    {
        var hashes = new Dictionary<string, byte[]>();
        return stored.FirstOrDefault(entry => entry.Split(SaltEnd) is [var salt, var hash]
            ? CryptographicOperations.FixedTimeEquals(Hashed(salt), Convert.FromBase64String(hash))
            : entry == code);

        byte[] Hashed(string salt) => hashes.TryGetValue(salt, out var known) ? known : hashes[salt] = Hash(code, Convert.FromBase64String(salt));
    }

    private static byte[] Hash(string code, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(code), salt, Iterations, HashAlgorithmName.SHA512, HashLength);
}
