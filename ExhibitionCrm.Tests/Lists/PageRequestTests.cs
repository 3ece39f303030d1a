using ExhibitionCrm.Web.Lists;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ExhibitionCrm.Tests.Lists;

public sealed class PageRequestTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("?page=", 1)]
    [InlineData("?page=x", 1)]
    [InlineData("?page=0", 1)]
    [InlineData("?page=-7", 1)]
    [InlineData("?page=7", 7)]
    [InlineData("?page=1000000", PageRequest.Deepest)]
    [InlineData("?after=x", 1)]
    [InlineData("?page=1&before=x", 1)]
    public void Read_ANumberAlone_StaysWithinWhatIsServed(string address, int expected) =>
        Assert.Equal(new PageRequest(expected), Read(address));

    [Fact]
    public void Read_ACursor_LeadsOnPastThat()
    {
        Assert.Equal(new PageRequest(4000, After: "x"), Read("?page=4000&after=x"));
        Assert.Equal(new PageRequest(4000, Before: "x"), Read("?page=4000&before=x"));
    }

    [Fact]
    public void Query_ReadAgain_IsTheSame()
    {
        foreach (var address in new[] { PageRequest.First, new PageRequest(7), new PageRequest(7, After: "a-b_"), new PageRequest(7, Before: "c") })
        {
            Assert.Equal(address, Read(QueryHelpers.AddQueryString("", address.Query().ToDictionary()!)));
        }
    }

    private static PageRequest Read(string query) => PageRequest.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
