using System.Net;
using ExhibitionCrm.Web.Staff;

namespace ExhibitionCrm.Tests.Data;

public sealed class HealthTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("/alive")]
    [InlineData("/health")]
    public async Task Health_WhenAllIsWell_AnswersStrangers(string url)
    {
        using var stranger = site.Anonymous();
        using var answer = await stranger.Http.GetAsync(new Uri(url, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task StaticFile_ForStrangers_IsServed()
    {
        using var stranger = site.Anonymous();
        using var answer = await stranger.Http.GetAsync(new Uri("/site.css", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task AdminAddress_ForStaff_LeadsHome()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync("/admin/");
        Assert.Equal("/", page.Location);
    }

    [Fact]
    public async Task Process_ServesUntilTerminated()
    {
        await using var process = CrmProcess.Start(site.AllSettings());
        await process.WaitUntilHealthyAsync();
        Assert.Equal(0, await process.StopAsync());
    }
}
