using System.Net;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>The quick find in every page's header and the search of Add bill find alike.</summary>
public sealed class FindTests(CrmSite site) : IClassFixture<CrmSite>
{
    private static readonly string[] Searches = ["/customers/find?q=", "/bills/new?customer="];

    [Theory]
    [InlineData("{0}", "/customers/{0}")]
    [InlineData(" {0}%0d%0a", "/customers/{0}")]
    [InlineData("%5DQ1{0}%0d", "/customers/{0}")]
    [InlineData("only one of this name {0}", "/customers/{0}")]
    [InlineData("only.{0}%40example.org", "/customers/{0}")]
    [InlineData("", "/customers")]
    [InlineData("%20%20", "/customers")]
    public async Task Get_TheOneWhoIsMeant_LeadsThere(string typed, string target)
    {
        var id = CustomerId.New();
        await site.Data.CustomerAsync(id: id, name: $"Only One Of This Name {id}", email: $"only.{id}@example.org");
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var answer = await viewer.GetPageAsync($"/customers/find?q={string.Format(null, typed, id.ToLowerInvariant())}");
        Assert.Equal(string.Format(null, target, id), answer.Location);
        Assert.Equal(HttpStatusCode.OK, (await viewer.FollowAsync(answer)).Status);
    }

    [Fact]
    public async Task Get_Several_OffersThemInBothSearches()
    {
        var word = $"w{Guid.NewGuid():N}";
        var people = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            people.Add((await site.Data.CustomerAsync(name: $"{word} {i}")).Id);
        }

        using var staff = await site.SignInAsync(Roles.Staff);
        foreach (var (search, link) in Searches.Zip(["/customers/{0}", "/bills/new?customer={0}"]))
        {
            var page = await staff.GetPageAsync(search + word);
            Assert.Equal(
                people.Select(id => string.Format(null, link, id)),
                page.Document.QuerySelectorAll("[data-matches] a").Select(a => a.GetAttribute("href")));
            Assert.Equal(word, page.Document.QuerySelector("#customer")!.GetAttribute("value"));
        }
    }

    [Theory]
    [InlineData("K7M2P9XX", "It looks mistyped.", "")]
    [InlineData("k7m2-p9xx", "It looks mistyped.", "")]
    [InlineData("ZZZZZZZ7", "No customer found.", "")]
    [InlineData("Nobody Of-This-Name", "No customer found.", "Input.Name")]
    [InlineData("O’Nobody <b>", "No customer found.", "Input.Name")]
    [InlineData("nobody.at.all@example.org", "No customer found.", "Input.Email")]
    [InlineData("+49 30 5550 0199 77", "No customer found.", "Input.Phone")]
    public async Task Get_Nobody_SaysSoAndOffersToRegisterWhoWasTyped(string typed, string why, string field)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        foreach (var search in Searches)
        {
            var page = await staff.GetPageAsync(search + Uri.EscapeDataString(typed));
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains(why, page.Document.QuerySelector("#customer-error")!.TextContent, StringComparison.Ordinal);
            var form = await staff.GetPageAsync(page.Document.QuerySelector("#found a")!.GetAttribute("href")!);
            foreach (var name in new[] { "Input.Name", "Input.Email", "Input.Phone" })
            {
                Assert.Equal(name == field ? typed : "", form.ValueOf(name));
            }

            Assert.Equal(field == "Input.Name" ? "Input.Email" : "Input.Name", form.Document.QuerySelector("main [autofocus]")!.GetAttribute("name"));
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("%20", 0)]
    [InlineData("{0}", 1)]
    public async Task Get_WhileSomebodyTypes_LeadsNowhere(string typed, int matches)
    {
        var customer = await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        viewer.Http.DefaultRequestHeaders.Add("X-Part", "quick-found");
        var page = await viewer.GetPageAsync($"/customers/find?q={string.Format(null, typed, customer.Id)}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(matches, page.Document.QuerySelectorAll("#found a").Length);
    }

    [Fact]
    public async Task Get_Nobody_OffersNoFormToWhoMayNotWrite()
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Null((await viewer.GetPageAsync("/customers/find?q=nobody+of+this+name")).Document.QuerySelector("#found a"));
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("%EF%BF%BE")]
    [InlineData("%ED%A0%80")]
    public async Task Get_WhatIsNoText_FindsNobody(string typed)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync($"/customers/find?q={typed}");
        Assert.InRange((int)page.Status, 200, 499);
        Assert.Equal(HttpStatusCode.OK, (await staff.GetPageAsync($"/customers/new?typed={typed}")).Status);
    }
}
