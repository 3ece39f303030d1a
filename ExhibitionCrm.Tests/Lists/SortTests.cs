using ExhibitionCrm.Web.Lists;

namespace ExhibitionCrm.Tests.Lists;

public sealed class SortTests
{
    private static readonly Sort Otherwise = new("created", Descending: true);

    [Theory]
    [InlineData("total", "total")]
    [InlineData("-total", "-total")]
    [InlineData("created", "created")]
    [InlineData(null, "-created")]
    [InlineData("", "-created")]
    [InlineData("-", "-created")]
    [InlineData("TOTAL", "-created")]
    [InlineData("total;drop table customers", "-created")]
    [InlineData("\0", "-created")]
    public void Parse_ColumnsThatThereAre_ElseFallsBack(string? text, string expected) =>
        Assert.Equal(expected, Sort.Parse(text, ["created", "total"], Otherwise).ToString());
}
