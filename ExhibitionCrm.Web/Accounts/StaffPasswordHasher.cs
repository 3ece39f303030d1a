using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Web.Accounts;

/// <summary>
/// Identity's PBKDF2-HMAC-SHA512 over passwords in one Unicode form, NFKC: the same key gives é as one character or as two,
/// and a no-break space for a blank, depending on the system. A wrong password takes as long whosever it was tried for.
/// </summary>
internal sealed class StaffPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<StaffUser>(options)
{
    /// <summary>What OWASP asks for.</summary>
    public const int Iterations = 210_000;

    // In Identity's third format: its number, then function, iterations and length of the salt in 4 bytes each.
    private const byte Format = 1;
    private const int FunctionAt = 1;
    private const int IterationsAt = 5;
    private const int SaltLengthAt = 9;
    private const int SaltAt = 13;
    private const int SaltLength = 16;
    private const int KeyLength = 32;
    private const int HmacSha512 = 2;

    private readonly int _iterations = options.Value.IterationCount;

    public override string HashPassword(StaffUser user, string password) => base.HashPassword(user, Normalize(password));

    /// <param name="hashedPassword">Empty where there is none: nothing matches that, in the same time.</param>
    public override PasswordVerificationResult VerifyHashedPassword(StaffUser user, string hashedPassword, string providedPassword)
    {
        var hash = hashedPassword.Length > 0 ? hashedPassword : OfNobody();
        var password = Normalize(providedPassword);
        var result = base.VerifyHashedPassword(user, hash, password);
        if (result == PasswordVerificationResult.Failed)
        {
            SpendTheRest(hash, password);
        }

        return result == PasswordVerificationResult.Failed && password != providedPassword ? VerifyAsTyped(user, hash, providedPassword) : result;
    }

    private static string Normalize(string password) => password.NormalizeSafely(NormalizationForm.FormKC);

    // How passwords were hashed before they were normalized.
    private PasswordVerificationResult VerifyAsTyped(StaffUser user, string hash, string typed) =>
        base.VerifyHashedPassword(user, hash, typed) == PasswordVerificationResult.Failed
            ? PasswordVerificationResult.Failed
            : PasswordVerificationResult.SuccessRehashNeeded;

    // A hash of before takes fewer iterations, which would tell that there is such an account.
    private void SpendTheRest(string hash, string password)
    {
        var bytes = Convert.FromBase64String(hash);
        var rest = bytes is [Format, ..] ? _iterations - BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(IterationsAt)) : 0;
        if (rest > 0)
        {
            Rfc2898DeriveBytes.Pbkdf2(password, bytes.AsSpan(SaltAt, SaltLength), rest, HashAlgorithmName.SHA512, KeyLength);
        }
    }

    private string OfNobody()
    {
        var bytes = new byte[SaltAt + SaltLength + KeyLength];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(FunctionAt), HmacSha512);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(IterationsAt), _iterations);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(SaltLengthAt), SaltLength);
        return Convert.ToBase64String(bytes);
    }
}
