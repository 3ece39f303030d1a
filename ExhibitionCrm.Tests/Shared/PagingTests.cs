using ExhibitionCrm.Web.Shared;

namespace ExhibitionCrm.Tests.Shared;

public sealed class PagingTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("x", 1)]
    [InlineData("0", 1)]
    [InlineData("-7", 1)]
    [InlineData("7", 7)]
    [InlineData("1000000", Paging.Deepest)]
    public void Read_StaysWithinWhatIsServed(string? asked, int expected) => Assert.Equal(expected, Paging.Read(asked));
}
