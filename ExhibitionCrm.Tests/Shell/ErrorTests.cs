using System.Net;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Tests.Shell;

public sealed class ErrorTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("/no-such-page")]
    [InlineData("/error/500")]
    [InlineData("/error/404")]
    public async Task Get_NothingThere_SaysSoInThePages(string url)
    {
        using var client = await site.SignInAsync(Roles.Viewer);

        var page = await client.GetPageAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal("Page not found", Assert.Single(page.TextsOf("h1")));
        Assert.NotNull(page.Document.QuerySelector("nav"));
    }

    [Fact]
    public async Task Anything_WithoutADatabase_SaysSoWithANumberThatStandsInTheLog()
    {
        await using var broken = await CrmSite.StartAsync();
        broken.Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval = TimeSpan.Zero;
        using var client = await broken.SignInAsync(Roles.Administrator);
        await client.GetPageAsync("/staff");
        await broken.Database.DisposeAsync();

        using var answer = await client.Http.GetAsync(new Uri("/staff", UriKind.Relative));

        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("Something went wrong", html, StringComparison.Ordinal);
        Assert.Matches("<code[^>]*>[0-9a-f]{32}</code>", html);
        Assert.DoesNotContain("Npgsql", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ExhibitionCrm", html, StringComparison.Ordinal);
        foreach (var header in new[] { "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy" })
        {
            Assert.Single(answer.Headers.GetValues(header));
        }
    }
}
