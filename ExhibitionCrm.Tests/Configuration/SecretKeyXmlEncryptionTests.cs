using System.Net;
using System.Security.Cryptography;
using System.Xml.Linq;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class SecretKeyXmlEncryptionTests
{
    private const string Key = "p0Yw4kX8sLq2vN6tRz1bHc9mJf3dGa7eUu5iOo";
    private const string NewKey = "n3Wx9TzKb1LqVd6RyHf8PmJg2CsAe5UoXiQvZr";
    private static readonly XElement Plain = new("masterKey", new XElement("value", "ümläut & <markup>"));

    [Fact]
    public void Decrypt_WithTheSameKey_GivesBackWhatWasStored() =>
        Assert.True(XNode.DeepEquals(Plain, Decrypt(Encrypt(Plain), Key)));

    [Fact]
    public void Decrypt_WithAnotherKey_Fails() =>
        Assert.ThrowsAny<CryptographicException>(() => Decrypt(Encrypt(Plain), $"{Key[..^1]}x"));

    [Theory]
    [InlineData(Key)]
    [InlineData("another-one," + Key)]
    [InlineData(Key + " another-one")]
    public void Decrypt_WithTheFormerKeyAmongTheFallbacks_GivesBackWhatWasStored(string fallbacks) =>
        Assert.True(XNode.DeepEquals(Plain, Decrypt(Encrypt(Plain), NewKey, fallbacks)));

    [Fact]
    public void Decrypt_WithOtherFallbacks_Fails() =>
        Assert.ThrowsAny<CryptographicException>(() => Decrypt(Encrypt(Plain), NewKey, "one,another"));

    [Fact]
    public async Task SecretKey_ThatIsNew_EndsNoSessionWhileTheFormerOneIsKeptBesideIt()
    {
        await using var site = await CrmSite.StartAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync("/customers/new");
        var former = site.AllSettings()["SECRET_KEY"];
        var database = ("ConnectionStrings:exhibitiondb", (string?)site.Database.ConnectionString);

        await using var rotated = await CrmSite.StartAsync(database, ("SECRET_KEY", NewKey), ("SECRET_KEY_FALLBACKS", former));
        using var same = new CrmClient(rotated.Url, staff.Cookies, () => null);
        Assert.Equal(HttpStatusCode.OK, (await same.GetPageAsync("/customers/new")).Status);
        using var content = new FormUrlEncodedContent(CrmForm.Fields(form.Form(), ("Input.Name", "Rosa Rotated"), ("Input.Email", "rosa@example.org"), ("Input.Phone", "030 123456")));
        using var saved = await same.Http.PostAsync(new Uri("/customers/new", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);

        await using var alone = await CrmSite.StartAsync(database, ("SECRET_KEY", NewKey));
        using var forgotten = new CrmClient(alone.Url, staff.Cookies, () => null);
        Assert.StartsWith("/account/sign-in", (await forgotten.GetPageAsync("/customers/new")).Location, StringComparison.Ordinal);
    }

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

    private static XElement Decrypt(XElement stored, string key, string? fallbacks = null)
    {
        using var services = new ServiceCollection().AddSingleton(TestOptions.Read(("SECRET_KEY", key), ("SECRET_KEY_FALLBACKS", fallbacks)).Site).BuildServiceProvider();
        return new SecretKeyXmlDecryptor(services).Decrypt(stored);
    }
}
