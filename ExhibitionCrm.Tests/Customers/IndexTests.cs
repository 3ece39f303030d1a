using System.Net;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Customers;

public sealed class IndexTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Get_WithoutCustomers_SaysSoAndOffersToRegister()
    {
        await using var empty = await CrmSite.StartAsync();
        using var staff = await empty.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync("/customers");
        Assert.Equal("No customers yet", page.TextOf(".empty-title"));
        Assert.NotNull(page.Document.QuerySelector("main a[href='/customers/new']"));
    }

    [Fact]
    public async Task Get_More_ThanAPage_ShowsAHundredAndTheNumberFound()
    {
        await using var full = await CrmSite.StartAsync();
        await full.Data.CustomersAsync(137);
        using var staff = await full.SignInAsync(Roles.Staff);
        var first = await staff.GetPageAsync("/customers?sort=name");
        Assert.Equal(100, first.Rows().Count);
        Assert.Contains("137 customers", first.Text, StringComparison.Ordinal);
        Assert.Contains("1–100 of 137", first.TextOf(".pager p"), StringComparison.Ordinal);

        var second = await staff.GetPageAsync(first.Element("a[rel=next]").GetAttribute("href")!);
        Assert.StartsWith("?sort=name&page=2&after=", second.Url.Query, StringComparison.Ordinal);
        Assert.Equal(37, second.Rows().Count);
        Assert.Empty(first.Rows().Select(r => r["ID"]).Intersect(second.Rows().Select(r => r["ID"])));
        Assert.Null(second.Document.QuerySelector("a[rel=next]"));
        Assert.Equal(HttpStatusCode.OK, (await staff.GetPageAsync("/customers?page=99")).Status);
    }

    [Theory]
    [InlineData("QX7R0TAB")]
    [InlineData("qx7r-otab")]
    [InlineData("7r0t")]
    [InlineData("søren")]
    [InlineData("KJÆR")]
    [InlineData("muller")]
    [InlineData("Müller")]
    [InlineData("BUYER@FIRM")]
    [InlineData("wares")]
    [InlineData("søren Smørrebrod A/S")]
    [InlineData("+45 33")]
    [InlineData("453312")]
    [InlineData("50%_off")]
    public async Task Get_AnyPartInAnyCase_FindsTheCustomer(string query)
    {
        await using var site = await CrmSite.StartAsync();
        await site.Data.CustomersAsync(3);
        var wanted = await site.Data.CustomerAsync(id: "QX7R0TAB", name: @"Søren Kjær-Müller 50%_off", email: "buyer@firm.example", phone: "+45 33 12-34", company: "Smørrebrød & Wares A/S");
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync($"/customers?q={Uri.EscapeDataString(query)}");
        Assert.Equal(wanted.Id, Assert.Single(page.Rows())["ID"]);
        Assert.Equal(query, page.ValueOf("q"));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData(@"\")]
    [InlineData("' or 1=1 --")]
    public async Task Get_SignsThatMeanSomethingToTheDatabase_MeanThemselves(string query)
    {
        await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync($"/customers?q={Uri.EscapeDataString(query)}");
        Assert.Equal("No matching customers", page.TextOf(".empty-title"));
    }

    [Theory]
    [InlineData("q=%00")]
    [InlineData("q=a%00b")]
    [InlineData("q=%01%1f%7f")]
    [InlineData("q=%ff%fe")]
    [InlineData("q=%ed%a0%bd")]
    [InlineData("q=%CC%81")]
    [InlineData("q=a&q=b")]
    [InlineData("q[]=a")]
    [InlineData("page=0")]
    [InlineData("page=-1")]
    [InlineData("page=99999999999999999999")]
    [InlineData("page=1000")]
    [InlineData("page=x")]
    [InlineData("sort=nonsense")]
    [InlineData("sort=%00")]
    [InlineData("sort=-total&sort=name")]
    [InlineData("mail=nonsense&created=nonsense")]
    [InlineData("created=range&from=x&to=%00")]
    [InlineData("created=range&from=0001-01-01&to=9999-12-31")]
    [InlineData("created=range&from=2026-02-30")]
    public async Task Get_WhateverTheAddressSays_IsNeverAFailure(string query)
    {
        await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        foreach (var address in new[] { "/customers", "/bills", "/customers/find", "/" })
        {
            var page = await viewer.GetPageAsync($"{address}?{query}");
            Assert.Contains(page.Status, new[] { HttpStatusCode.OK, HttpStatusCode.Redirect });
        }
    }

    [Fact]
    public async Task Get_AVeryLongSearch_IsCut()
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetPageAsync($"/customers?q={new string('a', 6000)}")).Status);
    }

    [Theory]
    [InlineData("queued", OutboxState.Queued)]
    [InlineData("sent", OutboxState.Sent)]
    [InlineData("failed", OutboxState.Failed)]
    public async Task Get_ByMailState_ShowsThoseAlone(string filter, OutboxState state)
    {
        await using var site = await CrmSite.StartAsync();
        foreach (var each in Enum.GetValues<OutboxState>())
        {
            await site.Data.CustomerAsync(name: each.ToString(), mailState: each);
        }

        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync($"/customers?mail={filter}");
        Assert.Equal(state.ToString(), Assert.Single(page.Rows())["Name"]);
        Assert.Equal(filter, page.ValueOf("mail"));
    }

    [Fact]
    public async Task Get_ByDate_MeansDaysAtTheExhibition()
    {
        await using var site = await CrmSite.StartAsync();
        var time = site.Services.GetRequiredService<ExhibitionTime>();
        var today = time.Today;
        await site.Data.CustomerAsync(name: "Today", createdAt: time.StartOf(today));
        await site.Data.CustomerAsync(name: "Late yesterday", createdAt: time.StartOf(today).AddMilliseconds(-1));
        await site.Data.CustomerAsync(name: "Six days ago", createdAt: time.StartOf(today.AddDays(-6)));
        await site.Data.CustomerAsync(name: "A week ago", createdAt: time.StartOf(today.AddDays(-6)).AddMilliseconds(-1));
        using var viewer = await site.SignInAsync(Roles.Viewer);
        async Task<IEnumerable<string>> NamesAsync(string query) =>
            (await viewer.GetPageAsync($"/customers?{query}")).Rows().Select(r => r["Name"]);

        Assert.Equal(["Today"], await NamesAsync("created=today"));
        Assert.Equal(["Today", "Late yesterday", "Six days ago"], await NamesAsync("created=7days"));
        Assert.Equal(["Late yesterday"], await NamesAsync($"created=range&from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(-1):yyyy-MM-dd}"));
        Assert.Equal(["A week ago"], await NamesAsync($"created=range&to={today.AddDays(-7):yyyy-MM-dd}"));
    }

    [Fact]
    public async Task Get_SortedByAnyColumn_IsInThatOrderBothWays()
    {
        await using var site = await CrmSite.StartAsync();
        foreach (var (name, email, phone, total, company) in new[]
        {
            ("Émile", "c@x.org", "2", 9m, ""), ("eva", "a@x.org", "10", 100m, "😀 GmbH"), ("Zoe", "b@x.org", "1", 20m, "Ærø A/S"),
        })
        {
            var customer = await site.Data.CustomerAsync(name: name, email: email, phone: phone, company: company);
            await site.Data.BillAsync(customer.Id, total);
        }

        using var viewer = await site.SignInAsync(Roles.Viewer);
        async Task<IEnumerable<string>> NamesAsync(string sort) =>
            (await viewer.GetPageAsync($"/customers?sort={sort}")).Rows().Select(r => r["Name"]);

        Assert.Equal(["Émile", "eva", "Zoe"], await NamesAsync("name"));
        Assert.Equal(["Zoe", "eva", "Émile"], await NamesAsync("company"));
        Assert.Equal(["eva", "Zoe", "Émile"], await NamesAsync("email"));
        Assert.Equal(["Zoe", "eva", "Émile"], await NamesAsync("phone"));
        Assert.Equal(["eva", "Zoe", "Émile"], await NamesAsync("-total"));
        Assert.Equal(["Émile", "eva", "Zoe"], await NamesAsync("created"));
        Assert.Equal(["Zoe", "eva", "Émile"], await NamesAsync(""));
        foreach (var column in CustomerList.Columns)
        {
            Assert.Equal(await NamesAsync(column), (await NamesAsync($"-{column}")).Reverse());
        }
    }

    [Fact]
    public async Task Get_TheList_HasTheCompanyAfterTheName()
    {
        await site.Data.CustomerAsync(name: "Columns Counted", company: "Counting House");
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/customers?q=columns+counted");
        Assert.Equal(
            ["ID", "Name", "Company", "Email", "Phone", "Welcome email", "Bills", "Total, EUR", "Created"],
            page.TextsOf("thead th").Select(head => head.TrimEnd(' ', '↓', '↑')));
        Assert.Equal("Counting House", Assert.Single(page.Rows())["Company"]);
    }

    [Fact]
    public async Task Get_AColumnsHead_KeepsTheSearchAndTurnsTheOrder()
    {
        await site.Data.CustomerAsync(name: "Head <Turner> & Co");
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync("/customers?q=Turner%3E+%26&sort=total&page=1");
        var link = page.Element("th[aria-sort=ascending] a").GetAttribute("href")!;
        var turned = await viewer.GetPageAsync(link);
        Assert.Equal("Turner> &", turned.ValueOf("q"));
        Assert.NotNull(turned.Document.QuerySelector("th[aria-sort=descending]"));
        Assert.Single(turned.Rows());
    }

    [Fact]
    public async Task Get_AsViewer_HasNoActions()
    {
        await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        using var staff = await site.SignInAsync(Roles.Staff);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        Assert.Equal(
            (false, false), Offers(await viewer.GetPageAsync("/customers")));
        Assert.Equal((true, false), Offers(await staff.GetPageAsync("/customers")));
        Assert.Equal((true, true), Offers(await administrator.GetPageAsync("/customers")));

        static (bool Resend, bool Export) Offers(CrmPage page) =>
            (page.Document.QuerySelector("[formaction*=Resend], [formaction*=resend]") is not null, page.Document.QuerySelector("[formaction*=export]") is not null);
    }
}
