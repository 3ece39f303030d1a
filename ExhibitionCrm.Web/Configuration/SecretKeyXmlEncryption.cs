using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// Protects the Data Protection keys in the database with AES-GCM under a key derived from SECRET_KEY, so that whoever
/// reads the database, or a backup of it, cannot forge a session.
/// </summary>
public sealed class SecretKeyXmlEncryptor(CrmOptions options) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = new byte[SecretKeyCipher.Overhead + plain.Length];
        SecretKeyCipher.Encrypt(options.SecretKey, plain, sealedBytes);
        var element = new XElement("encryptedKey", new XElement("value", Convert.ToBase64String(sealedBytes)));
        return new EncryptedXmlInfo(element, typeof(SecretKeyXmlDecryptor));
    }
}

/// <summary>The way back from <see cref="SecretKeyXmlEncryptor"/>. Found by its name in the stored key.</summary>
public sealed class SecretKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    /// <exception cref="CryptographicException">Neither SECRET_KEY nor one of its fallbacks is the one that the key was stored under.</exception>
    public XElement Decrypt(XElement encryptedElement)
    {
        var options = services.GetRequiredService<CrmOptions>();
        var plain = SecretKeyCipher.Decrypt([options.SecretKey, .. options.SecretKeyFallbacks], Convert.FromBase64String((string)encryptedElement.Element("value")!));
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

internal static class SecretKeyCipher
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    public const int Overhead = NonceLength + TagLength;

    public static void Encrypt(string secretKey, ReadOnlySpan<byte> plain, Span<byte> sealedBytes)
    {
        var nonce = sealedBytes[..NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(DeriveKey(secretKey), TagLength);
        aes.Encrypt(nonce, plain, sealedBytes[Overhead..], sealedBytes[NonceLength..Overhead]);
    }

    /// <param name="secretKeys">Tried in turn.</param>
    /// <exception cref="CryptographicException">It was encrypted under none of them, or was tampered with.</exception>
    public static byte[] Decrypt(IReadOnlyList<string> secretKeys, ReadOnlySpan<byte> sealedBytes)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return Decrypt(secretKeys[i], sealedBytes);
            }
            catch (AuthenticationTagMismatchException) when (i < secretKeys.Count - 1)
            {
                // Perhaps under the next one.
            }
        }
    }

    private static byte[] Decrypt(string secretKey, ReadOnlySpan<byte> sealedBytes)
    {
        var plain = new byte[sealedBytes.Length - Overhead];
        using var aes = new AesGcm(DeriveKey(secretKey), TagLength);
        aes.Decrypt(sealedBytes[..NonceLength], sealedBytes[Overhead..], sealedBytes[NonceLength..Overhead], plain);
        return plain;
    }

    private static byte[] DeriveKey(string secretKey) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secretKey), 32, info: "exhibition-crm data protection keys"u8.ToArray());
}
