using System.Buffers.Binary;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Tests.Accounts;

public sealed class StaffPasswordHasherTests
{
    private static readonly StaffUser User = new();

    [Fact]
    public void Hash_AsTheProgramIsSetUp_TakesAsManyIterationsAsIsAdvisedToday()
    {
        var services = new ServiceCollection();
        services.AddAccounts(new(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()));
        using var provider = services.BuildServiceProvider();

        var hash = Convert.FromBase64String(new StaffPasswordHasher(provider.GetRequiredService<IOptions<PasswordHasherOptions>>()).HashPassword(User, "x"));

        Assert.Equal((1, 2), (hash[0], BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1))));
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)), 210_000, int.MaxValue);
    }

    [Theory]
    [InlineData("Mu\u0308ller Straße", "M\u00FCller Straße")]
    [InlineData("four\u00A0words", "four words")]
    [InlineData("ｆｏｕｒ words", "four words")]
    [InlineData("각하 words", "\u1100\u1161\u11A8하 words")]
    public void Verify_TypedInAnotherUnicodeForm_IsTheSame(string one, string other)
    {
        var hasher = Hasher(1000);

        Assert.Equal(PasswordVerificationResult.Success, hasher.VerifyHashedPassword(User, hasher.HashPassword(User, one), other));
        Assert.Equal(PasswordVerificationResult.Success, hasher.VerifyHashedPassword(User, hasher.HashPassword(User, other), one));
        Assert.Equal(PasswordVerificationResult.Failed, hasher.VerifyHashedPassword(User, hasher.HashPassword(User, one), $"{other}!"));
    }

    [Fact]
    public void Verify_HashOfBefore_IsRightAndToBeHashedAnew()
    {
        var before = new PasswordHasher<StaffUser>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));
        const string decomposed = "Mu\u0308ller Straße";
        var hash = before.HashPassword(User, decomposed);
        var (same, stronger) = (Hasher(1000), Hasher(2000));

        Assert.Equal(PasswordVerificationResult.SuccessRehashNeeded, same.VerifyHashedPassword(User, hash, decomposed));
        Assert.Equal(PasswordVerificationResult.Failed, same.VerifyHashedPassword(User, hash, "Mu\u0308ller Strasse"));
        Assert.Equal(PasswordVerificationResult.SuccessRehashNeeded, stronger.VerifyHashedPassword(User, before.HashPassword(User, "plain"), "plain"));
        Assert.Equal(PasswordVerificationResult.Failed, stronger.VerifyHashedPassword(User, before.HashPassword(User, "plain"), "other"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("anything")]
    [InlineData("\uFFFF\uFDD0")]
    public void Verify_OfAnAccountWithoutPassword_Fails(string typed) =>
        Assert.Equal(PasswordVerificationResult.Failed, Hasher(1000).VerifyHashedPassword(User, "", typed));

    private static StaffPasswordHasher Hasher(int iterations) => new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
}
