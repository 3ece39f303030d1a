using System.Net;
using System.Text.RegularExpressions;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>The exhibition stands in the address, so that two tabs of one browser may be in two.</summary>
public sealed partial class AddressTests : IAsyncLifetime, IDisposable
{
    private readonly CrmSite _site = new();
    private HttpClient _http = null!;
    private CrmClient _client = null!;

    public async Task InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.Database.ExecuteAsync("""
            insert into exhibitions (slug, name, venue, time_zone, currency, implausible_from, created_at, version)
            values ('other-2026', 'The other', '', 'Asia/Tokyo', 'JPY', 10000, now(), 0)
            """);
        _client = await _site.SignInAsync(Roles.Administrator);
        _http = Plain(_client.Cookies);
    }

    public Task DisposeAsync() => _site.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/customers")]
    [InlineData("/customers?q=M%C3%BCller%20%26%20S%C3%B6hne&page=2")]
    [InlineData("/bills/new?customer=ZZZZZZZ8")]
    [InlineData("/mail")]
    [InlineData("/activity")]
    [InlineData("/customers/export.csv")]
    public async Task Address_OfBefore_LeadsToTheExhibitionLastUsed(string address)
    {
        // In a browser that used none yet, the newest.
        Assert.Equal($"/e/other-2026{address}", await LocationAsync(address));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/e/exhibition/")).StatusCode);
        Assert.Equal($"/e/exhibition{address}", await LocationAsync(address));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/e/other-2026/customers")).StatusCode);
        Assert.Equal($"/e/other-2026{address}", await LocationAsync(address));
    }

    [Theory]
    [InlineData("/staff")]
    [InlineData("/staff/new?x=1")]
    [InlineData("/settings")]
    [InlineData("/account/profile")]
    public async Task Page_OfTheInstallation_HasNoExhibitionInItsAddress(string address)
    {
        Assert.Equal(address, await LocationAsync($"/e/other-2026{address}"));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(address)).StatusCode);
    }

    [Theory]
    [InlineData("/e/nowhere/")]
    [InlineData("/e/nowhere")]
    [InlineData("/e/nowhere/customers")]
    [InlineData("/e/other-2026/nothing-here")]
    [InlineData("/e/other-2026/e/exhibition/customers")]
    [InlineData("/e/exhibition%2Fcustomers")]
    [InlineData("/e/")]
    [InlineData("/e")]
    public async Task Address_OfNoExhibition_IsNotFound(string address) =>
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(address)).StatusCode);

    [Theory]
    [InlineData("/e/exhibition/customers")]
    [InlineData("/e/nowhere/customers")]
    public async Task Stranger_HearsOfNoExhibition(string address)
    {
        using var stranger = Plain(new CookieContainer());
        using var answer = await stranger.GetAsync(new Uri(address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/account/sign-in?returnUrl={Uri.EscapeDataString(address)}", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Address_InCapitals_IsTheSame()
    {
        using var answer = await GetAsync("/E/OTHER-2026/customers");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"/e/other-2026/customers/new\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoTabs_InTwoExhibitions_SaveEachInItsOwn()
    {
        // Both forms are open before either is sent, and the other page is looked at in between.
        var (here, there) = (await _client.GetPageAsync("/e/exhibition/customers/new"), await _client.GetPageAsync("/e/other-2026/customers/new"));
        await _client.GetPageAsync("/e/other-2026/bills");
        var savedHere = await _client.SubmitAsync(here, ("Input.Name", "Tab Here"), ("Input.Email", "tab.here@example.org"), ("Input.Phone", "+49 30 1111111"));
        var savedThere = await _client.SubmitAsync(there, ("Input.Name", "Tab There"), ("Input.Email", "tab.there@example.org"), ("Input.Phone", "+49 30 2222222"));
        Assert.StartsWith("/customers/", savedHere.Location, StringComparison.Ordinal);
        Assert.StartsWith("/e/other-2026/customers/", savedThere.Location, StringComparison.Ordinal);
        Assert.Equal(
            ["Tab Here 1", "Tab There 2"],
            await _site.Database.ListAsync("select name || ' ' || exhibition_id from customers where name like 'Tab %' order by name"));
    }

    [Fact]
    public async Task Form_ShownBeforeThereWereSeveral_GoesToTheFirst()
    {
        var form = await _client.GetPageAsync("/customers/new");
        await GetAsync("/e/other-2026/");
        var fields = CrmForm.Fields(form.Form(), [("Input.Name", "From Before"), ("Input.Email", "before@example.org"), ("Input.Phone", "+49 30 3333333")]);
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await _http.PostAsync(new Uri("/customers/new", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(1, await _site.ReadAsync(db => db.Customers.CountAsync(c => c.Name == "From Before")));
    }

    [Fact]
    public async Task Form_OfTheInstallation_SentToAnExhibition_IsRefused()
    {
        var form = await _client.GetPageAsync("/staff/new");
        using var content = new FormUrlEncodedContent(CrmForm.Fields(form.Form(), [("UserName", "elsewhere"), ("Input.Email", "elsewhere@example.org")]));
        using var answer = await _http.PostAsync(new Uri("/e/other-2026/staff/new", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task EveryPage_LeadsToItsOwnExhibition_AndSetsCookiesForTheWholeSite()
    {
        var (customer, bill) = await FillAsync();
        List<string> strays = [];
        foreach (var place in Places.SignedIn.Where(place => !place.Contains('{', StringComparison.Ordinal) || place.Contains("{customer}", StringComparison.Ordinal) || place.Contains("{bill}", StringComparison.Ordinal)))
        {
            var path = place.Replace("{customer}", customer, StringComparison.Ordinal).Replace("{bill}", bill, StringComparison.Ordinal);
            using var first = await GetAsync($"/e/other-2026{path}");
            using var answer = first.StatusCode == HttpStatusCode.Redirect ? await GetAsync(first.Headers.Location!.OriginalString) : first;
            var text = await answer.Content.ReadAsStringAsync();
            strays.AddRange(Stray().Matches(text).Select(match => $"{path}: {match.Value}"));
            foreach (var cookie in new[] { first, answer }.SelectMany(a => a.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : []))
            {
                Assert.Matches("; path=/(;|$)", cookie);
            }
        }

        Assert.Empty(strays);
    }

    [Theory]
    [InlineData("exhibition", "customers_export.xlsx", "customers_export_exhibition.xlsx")]
    [InlineData("other-2026", "bills_export.csv", "bills_export_other-2026.csv")]
    public async Task Export_WithSeveralExhibitions_IsCalledByItsOwn(string slug, string file, string called)
    {
        var path = file.Replace("customers_", "", StringComparison.Ordinal).Replace("bills_export", "export-bills", StringComparison.Ordinal);
        using var answer = await GetAsync($"/e/{slug}/customers/{path}");
        Assert.Equal(called, answer.Content.Headers.ContentDisposition?.FileName);
    }

    [Theory]
    [InlineData(Roles.Staff)]
    [InlineData(Roles.Viewer)]
    public async Task EveryRoute_OfAnExhibitionWithoutARole_IsNotFound(string role)
    {
        var (customer, bill) = await FillAsync();
        using var person = await _site.SignInAsync(await _site.Data.UserAsync(role));
        var mail = (await _site.Database.ListAsync("select id::text from outbox_messages"))[0];
        var routes = _site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && endpoint.Metadata.GetMetadata<OfInstallation>() is null)
            .Select(endpoint => endpoint.RoutePattern.RawText!.Trim('/')).Where(route => route != "admin").Distinct().ToList();
        Assert.True(routes.Count > 20);
        List<string> found = [];
        foreach (var route in routes)
        {
            foreach (var id in route.Contains('{', StringComparison.Ordinal) ? new[] { customer, bill, mail } : [""])
            {
                var address = new Uri($"/e/other-2026/{Parameter().Replace(route, id)}", UriKind.Relative);
                using var content = new FormUrlEncodedContent([new("Reason", "none")]);
                foreach (var (method, answer) in new[] { ("GET", await person.Http.GetAsync(address)), ("POST", await person.Http.PostAsync(address, content)) })
                {
                    if (answer.StatusCode != HttpStatusCode.NotFound || (await answer.Content.ReadAsStringAsync()).Contains("The other", StringComparison.Ordinal))
                    {
                        found.Add($"{method} {address}: {answer.StatusCode}");
                    }

                    answer.Dispose();
                }
            }
        }

        Assert.Empty(found);
        Assert.Equal("/e/exhibition/customers", await LocationAsync("/customers", Plain(person.Cookies)));
        Assert.DoesNotContain("other-2026", (await person.GetPageAsync("/customers")).Document.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Person_WithoutARoleAnywhere_IsLedToTheirAccount()
    {
        var user = await _site.Data.UserAsync(Roles.Viewer);
        await _site.Database.ExecuteAsync("delete from exhibition_roles");
        using var person = await _site.SignInAsync(user);
        Assert.Equal("/account/profile", await LocationAsync("/", Plain(person.Cookies)));
        Assert.Contains("Ask an administrator", (await person.GetPageAsync("/account/profile")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetPageAsync("/customers")).Status);
    }

    [Fact]
    public async Task Switch_WithSeveralExhibitions_OffersEach_AndTellsTabsApart()
    {
        using var answer = await GetAsync("/e/other-2026/customers");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<title>Customers · The other · Exhibition CRM</title>", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/e/exhibition/\"", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/e/other-2026/\" aria-current=\"true\"", text, StringComparison.Ordinal);
    }

    private async Task<(string Customer, string Bill)> FillAsync()
    {
        var saved = await _client.SubmitAsync(
            await _client.GetPageAsync("/e/other-2026/customers/new"), ("Input.Name", "Walked By"), ("Input.Email", "walked@example.org"), ("Input.Phone", "+49 30 4444444"));
        var id = saved.Location![^CustomerId.Length..];
        await _client.SubmitAsync(await _client.GetPageAsync($"/e/other-2026/bills/new?customer={id}"), ("Bill.Amount", "500"));
        return (id, (await _site.Database.ListAsync("select id::text from bills"))[0]);
    }

    private HttpClient Plain(CookieContainer cookies) =>
        new(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = _site.Url };

    private Task<HttpResponseMessage> GetAsync(string address) => _http.GetAsync(new Uri(address, UriKind.Relative));

    private async Task<string?> LocationAsync(string address, HttpClient? http = null)
    {
        using var answer = await (http ?? _http).GetAsync(new Uri(address, UriKind.Relative));
        return answer.Headers.Location?.OriginalString;
    }

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parameter();

    // What leads to an exhibition without saying which, or to the other one; but for the switch, which is there for that.
    [GeneratedRegex("""(href|action|formaction|src|data-[a-z-]+)="(/(customers|bills|mail|activity)[^"]*|/e/exhibition/[^"]+|/)["]""")]
    private static partial Regex Stray();
}
