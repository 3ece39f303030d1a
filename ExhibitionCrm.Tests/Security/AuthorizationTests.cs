using System.Net;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Security;

/// <summary>Who may open what, for every route that there is: a new one fails here until it is entered.</summary>
public sealed class AuthorizationTests(AuthorizationTests.Site site) : IClassFixture<AuthorizationTests.Site>
{
    private const string Nobody = "no account needed";

    private static readonly Dictionary<string, string> Table = new()
    {
        ["/"] = Policies.Read,
        ["/account/forgot-password"] = Nobody,
        ["/account/profile"] = Policies.Read,
        ["/account/profile/second-factor"] = Policies.Read,
        ["/account/reset-password"] = Nobody,
        ["/account/second-factor"] = Nobody,
        ["/account/sign-in"] = Nobody,
        ["/account/sign-out"] = Nobody,
        ["/activity"] = Policies.Administer,
        ["/admin"] = Policies.Read,
        ["/alive"] = Nobody,
        ["/bills"] = Policies.Read,
        ["/bills/new"] = Policies.Write,
        ["/bills/{id:guid}"] = Policies.Read,
        ["/bills/{id:guid}/void"] = Policies.Write,
        ["/customers"] = Policies.Read,
        ["/customers/duplicates"] = Policies.Write,
        ["/customers/export-bills.csv"] = Policies.Administer,
        ["/customers/export.csv"] = Policies.Administer,
        ["/customers/export.xlsx"] = Policies.Administer,
        ["/customers/find"] = Policies.Read,
        ["/customers/new"] = Policies.Write,
        ["/customers/possible-duplicates"] = Policies.Administer,
        ["/customers/scan"] = Policies.Read,
        ["/customers/{id:length(8)}/badge"] = Policies.Read,
        ["/customers/{id:length(8)}/badge/print"] = Policies.Write,
        ["/customers/{id:length(8)}/qr.png"] = Policies.Read,
        ["/customers/{id:length(8)}/qr.svg"] = Policies.Read,
        ["/customers/{id}"] = Policies.Read,
        ["/customers/{id}/delete"] = Policies.Administer,
        ["/customers/{id}/edit"] = Policies.Write,
        ["/customers/{id}/merge"] = Policies.Administer,
        ["/customers/{id}/merges/{merge:long}/undo"] = Policies.Administer,
        ["/error/{code:int}"] = Nobody,
        ["/exhibition"] = Policies.Administer,
        ["/exhibitions"] = Policies.Administer,
        ["/exhibitions/new"] = Policies.Administer,
        ["/exhibitions/{id:int}"] = Policies.Administer,
        ["/exhibitions/{id:int}/delete"] = Policies.Administer,
        ["/exhibitions/{id:int}/logo"] = Policies.Administer,
        ["/health"] = Nobody,
        ["/labels/{width:int}x{height:int}.css"] = Policies.Read,
        ["/logo"] = Policies.Read,
        ["/mail"] = Policies.Read,
        ["/mail/batches/{id:guid}"] = Policies.Read,
        ["/mail/resend"] = Policies.Write,
        ["/mail/resend-many"] = Policies.Write,
        ["/mail/resend-selected"] = Policies.Write,
        ["/mail/test"] = Policies.Administer,
        ["/mail/{id:guid}"] = Policies.Read,
        ["/settings"] = Policies.Administer,
        ["/staff"] = Policies.Administer,
        ["/staff/new"] = Policies.Administer,
        ["/staff/{userName}"] = Policies.Administer,
    };

    public static TheoryData<string> Routes => [.. Table.Keys];

    internal static IEnumerable<string> RoutesThatNeedAnAccount => Table.Where(route => route.Value != Nobody).Select(route => route.Key);

    [Fact]
    public void EveryRoute_IsEnteredHere()
    {
        var routes = site.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            // Static files are for everybody; the second is how they are served before they are published.
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != "{**path:file}")
            .Select(e => $"/{e.RoutePattern.RawText!.Trim('/')}").ToHashSet();
        Assert.True(routes.Count > 20, "The route table was not found.");
        Assert.Equal(routes.Order(StringComparer.Ordinal), Table.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Open_AsAStranger_NeedsAnAccountUnlessThePageSaysOtherwise(string route)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var stranger = site.Anonymous();
            using var answer = await SendAsync(stranger, method, route);
            var turnedAway = answer.StatusCode == HttpStatusCode.Unauthorized
                || (answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.ToString().Contains("/account/sign-in?returnUrl=", StringComparison.Ordinal));
            Assert.True(turnedAway == (Table[route] != Nobody), $"{method} {route} answered a stranger with {answer.StatusCode} {answer.Headers.Location}");
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Open_InEachRole_IsForbiddenBelowItsPolicy(string route)
    {
        foreach (var role in Roles.All)
        {
            var allowed = Table[route] switch
            {
                Policies.Administer => role == Roles.Administrator,
                Policies.Write => role is Roles.Administrator or Roles.Staff,
                _ => true,
            };
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var client = await site.SignInAsync(role);
                using var answer = await SendAsync(client, method, route);
                Assert.True(
                    (answer.StatusCode == HttpStatusCode.Forbidden) == !allowed && (int)answer.StatusCode < 500,
                    $"{method} {route} answered {role} with {answer.StatusCode}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Open_ByAnyMethodWithATokenAndNothingElse_IsNoFailure(string route)
    {
        foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "SEARCH" })
        {
            // Signing out ends the session that others share.
            using var client = await (route == Links.SignOut ? site.SignInAsync(await site.Data.UserAsync(Roles.Administrator)) : site.SignInAsync(Roles.Administrator));
            var token = (await client.GetPageAsync("/")).Element("[name=__RequestVerificationToken]").GetAttribute("value")!;
            client.Http.DefaultRequestHeaders.Add("RequestVerificationToken", token);
            using var answer = await SendAsync(client, new HttpMethod(method), route);
            Assert.True((int)answer.StatusCode < 500, $"{method} {route} answered {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/customers")]
    [InlineData("/customers/{id}")]
    [InlineData("/bills")]
    [InlineData("/activity")]
    public async Task Post_ToAPageWithoutAForm_IsNotAllowed(string route)
    {
        using var client = await site.SignInAsync(Roles.Administrator);
        var token = (await client.GetPageAsync("/")).Element("[name=__RequestVerificationToken]").GetAttribute("value")!;
        client.Http.DefaultRequestHeaders.Add("RequestVerificationToken", token);
        using var answer = await SendAsync(client, HttpMethod.Post, route);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Open_WhatThereIsNot_IsNotFoundForStaffAndNothingForStrangers()
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var page = await staff.GetPageAsync("/nothing-here");
        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal("Page not found", page.TextOf("h1"));
        using var stranger = site.Anonymous();
        Assert.Contains((await stranger.GetPageAsync("/nothing-here")).Status, new[] { HttpStatusCode.Redirect, HttpStatusCode.NotFound });
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task SignIn_WithAnAddressOfAnotherSite_StaysHere(string returnUrl)
    {
        var user = await site.Data.UserAsync();
        using var browser = site.Anonymous();
        var form = await browser.GetPageAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        var answer = await browser.SubmitAsync(form, ("UserName", user.UserName), ("Password", TestData.Password));
        Assert.Equal("/", answer.Location);
    }

    private Task<HttpResponseMessage> SendAsync(CrmClient client, HttpMethod method, string route) => SendAsync(client, site.Values, method, route);

    internal static Task<HttpResponseMessage> SendAsync(CrmClient client, IReadOnlyDictionary<string, string> values, HttpMethod method, string route)
    {
        var url = route.Replace("{id:guid}", values[route.StartsWith("/mail", StringComparison.Ordinal) ? "{mail}" : "{bill}"], StringComparison.Ordinal)
            .Replace("{id:length(8)}", values["{customer}"], StringComparison.Ordinal)
            .Replace("{id:int}", values["{exhibition}"], StringComparison.Ordinal)
            .Replace("{id}", values["{customer}"], StringComparison.Ordinal)
            .Replace("{width:int}x{height:int}", "100x60", StringComparison.Ordinal)
            .Replace("{merge:long}", values["{merge}"], StringComparison.Ordinal)
            .Replace("{userName}", values["{user}"], StringComparison.Ordinal)
            .Replace("{code:int}", "404", StringComparison.Ordinal);
        return client.Http.SendAsync(new HttpRequestMessage(method, url) { Content = method == HttpMethod.Post ? new FormUrlEncodedContent([]) : null });
    }

    /// <summary>With something in it, so that no page is missing for want of a row.</summary>
    public class Site : CrmSite
    {
        public IReadOnlyDictionary<string, string> Values { get; private set; } = new Dictionary<string, string>();

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            Values = await Places.FillAsync(this);
        }
    }
}
