using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Tests.Lists;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Ärzte", "arzte")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("Łódź", "łodz")]
    [InlineData("ＡＢＣ", "abc")]
    [InlineData("ﬁne", "fine")]
    [InlineData("حسن", "حسن")]
    [InlineData("山田", "山田")]
    [InlineData("😀", "😀")]
    [InlineData("a\0b\tc", "abc")]
    public void Of_AnyScript_FoldsCaseAndAccents(string text, string expected) => Assert.Equal(expected, SearchText.Of(text));

    [Fact]
    public void Of_SeveralFields_CannotMatchAcrossTheirBorder() => Assert.Equal("ann\nbob", SearchText.Of("Ann", "", "Bob"));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" \t ", null)]
    [InlineData("\0", null)]
    [InlineData("\u0301", null)]
    [InlineData("Ann", "%ann%")]
    [InlineData(" Ann ", "%ann%")]
    [InlineData("100%", @"%100\%%")]
    [InlineData("a_b", @"%a\_b%")]
    [InlineData(@"a\b", @"%a\\b%")]
    [InlineData("an\0n", "%ann%")]
    public void Pattern_FindsWhatWasTypedAndNothingElse(string? typed, string? expected) => Assert.Equal(expected, SearchText.Pattern(typed));

    [Fact]
    public void Pattern_OfALongText_IsCut() => Assert.Equal(SearchText.QueryMaxLength + 2, SearchText.Pattern(new string('a', 5000))!.Length);

    [Fact]
    public void Fold_HalfACharacter_IsNoError()
    {
        Assert.Equal("\ufffd", SearchText.Of("\ud83d"));
        Assert.Equal("a\ufffdb\ufffd", SearchText.Of("A\ufffeB\ufdd0"));
        Assert.Equal(new string('a', 99), SearchText.Key(new string('a', 99) + "😀"));
    }

    [Fact]
    public void Key_NeverOutgrowsItsColumn() =>
        // One character that becomes eighteen.
        Assert.Equal(SearchText.KeyMaxLength, SearchText.Key(new string('\ufdfa', 100)).Length);
}
