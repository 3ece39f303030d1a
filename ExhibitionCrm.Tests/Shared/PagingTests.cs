using ExhibitionCrm.Web.Shared;

namespace ExhibitionCrm.Tests.Shared;

public sealed class PagingTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("x", 1)]
    [InlineData("0", 1)]
    [InlineData("-2147483648", 1)]
    [InlineData("7", 7)]
    [InlineData("2147483647", Paging.Deepest)]
    [InlineData("99999999999999999999", 1)]
    public void Read_StaysWithinWhatIsServed(string? asked, int expected) => Assert.Equal(expected, Paging.Read(asked));
}
