using ExhibitionCrm.Web.Shared;

namespace ExhibitionCrm.Tests.Shared;

public sealed class NoControlCharactersTests
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
    public void IsValid_InALine_RefusesEveryControlCharacter(string? text, bool expected) =>
        Assert.Equal(expected, new NoControlCharactersAttribute().IsValid(text));

    [Theory]
    [InlineData("a\nb\tc", true)]
    [InlineData("a\u000bb", false)]
    [InlineData("a\0", false)]
    public void IsValid_InSeveralLines_AllowsLineBreaks(string text, bool expected) =>
        Assert.Equal(expected, new NoControlCharactersAttribute { AllowLineBreaks = true }.IsValid(text));

    [Fact]
    public void Lines_OfAnyBrowser_EndInLineFeeds() => Assert.Equal("a\nb\nc", Typed.Lines(" a\r\nb\rc \r\n"));
}
