using ExhibitionCrm.Web.Shared;

namespace ExhibitionCrm.Tests.Shared;

public sealed class PageTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData(0, 1)]
    [InlineData(int.MinValue, 1)]
    [InlineData(7, 7)]
    [InlineData(int.MaxValue, Page.Deepest)]
    public void Number_StaysWithinWhatIsServed(int? asked, int expected) => Assert.Equal(expected, Page.Number(asked));
}
