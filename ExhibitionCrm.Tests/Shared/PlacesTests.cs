using System.Net;
using AngleSharp.Dom;
using ExhibitionCrm.Tests.Security;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Shared;

/// <summary>What holds for every page.</summary>
public sealed class PlacesTests(AuthorizationTests.Site site) : IClassFixture<AuthorizationTests.Site>
{
    public static TheoryData<string> All => [.. Places.SignedOut.Concat(Places.SignedIn)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Page_Anywhere_IsSoundMarkupThatKeepsToTheContentSecurityPolicy(string place)
    {
        using var client = Places.SignedOut.Contains(place) ? site.Anonymous() : await site.SignInAsync(Roles.Administrator);
        var page = await client.GetPageAsync(place.With(site.Values));
        Assert.Contains(page.Status, new[] { HttpStatusCode.OK, place == "/nothing-here" ? HttpStatusCode.NotFound : HttpStatusCode.OK });

        var document = page.Document;
        Assert.Equal("en", document.DocumentElement.GetAttribute("lang"));
        Assert.NotEqual("", page.Title);
        Assert.Single(document.QuerySelectorAll("main"));
        Assert.Single(document.QuerySelectorAll("h1"));

        var ids = document.QuerySelectorAll("[id]").Select(e => e.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Empty(document.QuerySelectorAll("script:not([src]), style, [style]").Select(e => e.OuterHtml));
        Assert.Empty(document.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.Ordinal)).Select(a => a.Name));
        Assert.Empty(document.QuerySelectorAll("[src^='http'], [src^='//'], link[href^='http'], link[href^='//']").Select(e => e.OuterHtml));
        Assert.All(document.QuerySelectorAll("label[for]"), label => Assert.NotNull(document.GetElementById(label.GetAttribute("for")!)));
        // A form that somebody else's page sends must not be taken.
        Assert.All(document.QuerySelectorAll("form[method=post]"), form => Assert.NotNull(form.QuerySelector("[name=__RequestVerificationToken]")));
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/customers")]
    [InlineData("/nothing-here")]
    [InlineData("/css/base.css")]
    [InlineData("/health")]
    public async Task Answer_Anywhere_HasTheHeadersThatKeepThePageToItself(string url)
    {
        using var client = await site.SignInAsync(Roles.Staff);
        using var answer = await client.Http.GetAsync(new Uri(url, UriKind.Relative));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Links_OnEveryPage_LeadSomewhere()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var links = new HashSet<string>();
        foreach (var place in Places.SignedIn)
        {
            var page = await administrator.GetPageAsync(place.With(site.Values));
            links.UnionWith(page.Document.QuerySelectorAll("a[href^='/'], img[src^='/'], link[href^='/'], script[src^='/']")
                .Select(e => (e.GetAttribute("href") ?? e.GetAttribute("src"))!.Split('#')[0]));
        }

        // One of a kind: a hundred customers' links differ by their IDs alone.
        foreach (var link in links.DistinctBy(l => System.Text.RegularExpressions.Regex.Replace(l, "[0-9A-HJKMNP-TV-Z]{8}|[0-9a-f-]{36}", "_")))
        {
            using var answer = await administrator.Http.GetAsync(new Uri(link, UriKind.Relative));
            Assert.True((int)answer.StatusCode < 400, $"{link} answers {answer.StatusCode}");
        }
    }
}
