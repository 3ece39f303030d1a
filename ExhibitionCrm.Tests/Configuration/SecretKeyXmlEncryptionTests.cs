using System.Security.Cryptography;
using System.Xml.Linq;
using ExhibitionCrm.Web.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class SecretKeyXmlEncryptionTests
{
    private const string Key = "p0Yw4kX8sLq2vN6tRz1bHc9mJf3dGa7eUu5iOo";
    private static readonly XElement Plain = new("masterKey", new XElement("value", "ümläut & <markup>"));

    [Fact]
    public void Decrypt_WithTheSameKey_GivesBackWhatWasStored() =>
        Assert.True(XNode.DeepEquals(Plain, Decrypt(Encrypt(Plain), Key)));

    [Fact]
    public void Decrypt_WithAnotherKey_Fails() =>
        Assert.ThrowsAny<CryptographicException>(() => Decrypt(Encrypt(Plain), $"{Key[..^1]}x"));

    [Fact]
    public void Decrypt_OfWhatWasTamperedWith_Fails()
    {
        var stored = Encrypt(Plain);
        var bytes = Convert.FromBase64String((string)stored.Element("value")!);
        bytes[^1] ^= 1;
        stored.Element("value")!.Value = Convert.ToBase64String(bytes);
        Assert.ThrowsAny<CryptographicException>(() => Decrypt(stored, Key));
    }

    [Fact]
    public void Encrypt_Twice_GivesDifferentTextsThatShowNothing()
    {
        var (first, second) = (Encrypt(Plain).ToString(), Encrypt(Plain).ToString());
        Assert.NotEqual(first, second);
        Assert.DoesNotContain("markup", first, StringComparison.Ordinal);
    }

    private static XElement Encrypt(XElement plain)
    {
        var stored = new SecretKeyXmlEncryptor(TestOptions.Read(("SECRET_KEY", Key)).Site).Encrypt(plain);
        Assert.Equal(typeof(SecretKeyXmlDecryptor), stored.DecryptorType);
        return stored.EncryptedElement;
    }

    private static XElement Decrypt(XElement stored, string key)
    {
        using var services = new ServiceCollection().AddSingleton(TestOptions.Read(("SECRET_KEY", key)).Site).BuildServiceProvider();
        return new SecretKeyXmlDecryptor(services).Decrypt(stored);
    }
}
