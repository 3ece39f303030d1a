using ExhibitionCrm.Web.Customers;

namespace ExhibitionCrm.Tests.Customers;

public sealed class CustomerIdTests
{
    // Worked out by another program, from the definition of a valid number rather than of its check character.
    [Theory]
    [InlineData("00000000")]
    [InlineData("ZZZZZZZ7")]
    [InlineData("1234567M")]
    [InlineData("ABCDEFGG")]
    [InlineData("K7M2P9XP")]
    [InlineData("0000001Y")]
    [InlineData("HJKMNPQ0")]
    [InlineData("9Z8Y7X6A")]
    public void HasValidCheck_OfTheOneRightCharacter_IsTrue(string id)
    {
        Assert.True(CustomerId.HasValidCheck(id));
        Assert.All(CustomerId.Alphabet.Where(c => c != id[^1]), c => Assert.False(CustomerId.HasValidCheck(id[..^1] + c)));
    }

    [Fact]
    public void HasValidCheck_OfAnySingleMistypedCharacter_IsFalse()
    {
        const string id = "K7M2P9XP";
        for (var at = 0; at < id.Length; at++)
        {
            foreach (var wrong in CustomerId.Alphabet.Where(c => c != id[at]))
            {
                Assert.False(CustomerId.HasValidCheck(id[..at] + wrong + id[(at + 1)..]));
            }
        }
    }

    [Fact]
    public void New_Always_IsEightCharactersWithACheck()
    {
        for (var i = 0; i < 1000; i++)
        {
            var id = CustomerId.New();
            Assert.Matches("^[0-9A-HJKMNP-TV-Z]{8}$", id);
            Assert.True(CustomerId.HasValidCheck(id));
        }
    }

    [Fact]
    public void New_ManyTimes_UsesEveryCharacterEvenlyAtEachPlace()
    {
        const int draws = 32_000;
        var counts = new int[CustomerId.Length, CustomerId.Alphabet.Length];
        var seen = new HashSet<string>();
        for (var i = 0; i < draws; i++)
        {
            var id = CustomerId.New();
            seen.Add(id);
            for (var at = 0; at < id.Length; at++)
            {
                counts[at, CustomerId.Alphabet.IndexOf(id[at], StringComparison.Ordinal)]++;
            }
        }

        // 1,000 expected at each place with a deviation of 31: eight deviations away is no accident.
        Assert.All(counts.Cast<int>(), count => Assert.InRange(count, 750, 1250));

        // Of 34 thousand million two are the same in 1.5 % of runs; three pairs in one of two million.
        Assert.InRange(seen.Count, draws - 2, draws);
    }

    [Theory]
    [InlineData("K7M2P9XP")]
    [InlineData("k7m2p9xp")]
    [InlineData("  K7M2P9XP\r\n")]
    [InlineData("K7M2-P9XP")]
    [InlineData("k7m2 p9xp")]
    [InlineData("K7M2–P9XP")]
    [InlineData("-K-7-M-2-P-9-X-P-")]
    [InlineData("Ｋ７Ｍ２Ｐ９ＸＰ")]
    [InlineData("ｋ７ｍ２－ｐ９ｘｐ")]
    [InlineData("\u200EK7M2\u200BP9XP\uFEFF")]
    [InlineData("K7M2\u00ADP9XP")]
    [InlineData("K7M2P9XP\uFE0F")]
    [InlineData("]Q1K7M2P9XP")]
    [InlineData("]q3k7m2p9xp\r")]
    [InlineData("]d2K7M2-P9XP\t")]
    [InlineData("\u0002]Q1K7M2P9XP\u0003\r\n")]
    [InlineData("\u001DK7M2P9XP\u0004")]
    [InlineData("］Ｑ１Ｋ７Ｍ２Ｐ９ＸＰ")]
    public void TryParse_AsPeopleTypeIt_ReadsTheId(string typed)
    {
        Assert.True(CustomerId.TryParse(typed, out var id));
        Assert.Equal("K7M2P9XP", id);
    }

    [Theory]
    [InlineData("OoIiLl23", "00111123")]
    [InlineData("deadbeef", "DEADBEEF")]
    [InlineData("0A1B2C3D", "0A1B2C3D")]
    public void TryParse_LookAlikesAndOlderIds_AreRead(string typed, string expected)
    {
        Assert.True(CustomerId.TryParse(typed, out var id));
        Assert.Equal(expected, id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("        ")]
    [InlineData("K7M2P9X")]
    [InlineData("K7M2P9XPP")]
    [InlineData("K7M2P9XU")]
    [InlineData("K7M2P9X!")]
    [InlineData("K7M2P9Xß")]
    [InlineData("K7M2P9X\0")]
    [InlineData("]K7M2P9XP")]
    [InlineData("]Q1]Q1K7M2P9XP")]
    [InlineData("K7M2P9XP]Q1")]
    [InlineData("]-1K7M2P9X")]
    [InlineData("𝐊7M2P9XP")]
    [InlineData("٠١٢٣٤٥٦٧")]
    [InlineData("K7M2P9XP                                                                ")]
    public void TryParse_WhatIsNoId_IsRefused(string? typed)
    {
        Assert.False(CustomerId.TryParse(typed, out var id));
        Assert.Null(id);
    }

    [Fact]
    public void TryParse_OfANewId_GivesItBackInAnyCase()
    {
        for (var i = 0; i < 200; i++)
        {
            var made = CustomerId.New();
            Assert.True(CustomerId.TryParse(made.ToLowerInvariant(), out var read));
            Assert.Equal(made, read);
        }
    }
}
