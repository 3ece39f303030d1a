using ExhibitionCrm.Web.Forms;

namespace ExhibitionCrm.Tests.Forms;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("Ann ‏حسن‏ 😀", true)]
    [InlineData("a\0b", false)]
    [InlineData("a\u0001b", false)]
    [InlineData("a\u001bb", false)]
    [InlineData("a\u007fb", false)]
    [InlineData("a\u0085b", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\uFFFEb", false)]
    [InlineData("a\uFFFFb", false)]
    [InlineData("a\uFDD0b", false)]
    [InlineData("a\uFDEFb", false)]
    [InlineData("a\U0001FFFEb", false)]
    [InlineData("a\U0010FFFFb", false)]
    [InlineData("a\uFDF0\uFFFDb", true)]
    public void IsValid_InALine_RefusesEveryControlCharacter(string? text, bool expected) =>
        Assert.Equal(expected, new PlainTextAttribute().IsValid(text));

    // Not as theories: half a pair does not survive a test's name.
    [Fact]
    public void IsPlain_WithHalfASurrogatePair_IsFalse() =>
        Assert.All(["\uD83D", "a\uDE00b", "\uDE00\uD83D", "a\uD83D"], text => Assert.False(PlainText.IsPlain(text)));

    [Theory]
    [InlineData("a\nb\tc", true)]
    [InlineData("a\u000bb", false)]
    [InlineData("a\0", false)]
    public void IsValid_InSeveralLines_AllowsLineBreaks(string text, bool expected) =>
        Assert.Equal(expected, new PlainTextAttribute { AllowLineBreaks = true }.IsValid(text));

    [Fact]
    public void Lines_OfAnyBrowser_EndInLineFeeds() => Assert.Equal("a\nb\nc", Typed.Lines(" a\r\nb\rc \r\n"));
}
