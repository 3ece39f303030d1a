using System.Net;
using ExhibitionCrm.Web.Shell;

namespace ExhibitionCrm.Tests.Shell;

public sealed class SiteCookiesTests
{
    [Fact]
    public async Task Cookies_BehindAProxyWithHttps_AreOfThisHostAlone()
    {
        await using var site = await CrmSite.StartAsync(("APP_URL", "https://localhost"), ("TRUSTED_PROXIES", "127.0.0.1"));
        var user = await site.Data.UserAsync();
        var cookies = new Dictionary<string, string>();

        var form = await SendAsync(HttpMethod.Get, "/account/sign-in");
        await SendAsync(HttpMethod.Post, "/account/forgot-password", Fields(form, ("UserName", "nobody")));
        await SendAsync(HttpMethod.Post, "/account/sign-in", Fields(form, ("UserName", user.UserName!), ("Password", TestData.Password)));
        var inside = await SendAsync(HttpMethod.Get, "/account/profile");

        Assert.Contains(user.UserName!, inside, StringComparison.Ordinal);
        Assert.Equal(["__Host-crm.device", "__Host-crm.form", "__Host-crm.note", "__Host-crm.session"], cookies.Keys.Order());

        async Task<string> SendAsync(HttpMethod method, string address, IEnumerable<KeyValuePair<string, string>>? fields = null)
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
            using var request = new HttpRequestMessage(method, new Uri(site.Url, address)) { Content = fields is null ? null : new FormUrlEncodedContent(fields) };
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("X-Forwarded-For", "192.0.2.1");
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
            using var answer = await client.SendAsync(request);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect, $"{address}: {answer.StatusCode}");
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
                Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("; path=/;", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
                var (name, value) = (cookie.Split('=')[0], cookie.Split(';')[0][(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                cookies[name] = value;
            }

            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task TwoInstances_OnOneHost_DoNotEndEachOthersSessions()
    {
        await using var one = await CrmSite.StartAsync();
        await using var other = await CrmSite.StartAsync();
        using var first = await one.SignInAsync(await one.Data.UserAsync());
        var user = await other.Data.UserAsync();
        using var second = new CrmClient(other.Url, first.Cookies, () => null);

        Assert.Equal("/", (await second.SignInByFormAsync(user.UserName!, TestData.Password)).Location);

        Assert.True(await first.IsInsideAsync());
        Assert.True(await second.IsInsideAsync());
    }

    [Fact]
    public void Name_WithoutHttps_IsPlainAndTheInstallationsOwn()
    {
        static string Of(string database) => new SiteCookies(
            TestOptions.Read(("APP_URL", "http://localhost:8000")).Site, TestOptions.Read(("DB_NAME", database)).Database).Name("session");

        Assert.StartsWith("crm.session.", Of("a"), StringComparison.Ordinal);
        Assert.Equal(Of("a"), Of("a"));
        Assert.NotEqual(Of("a"), Of("b"));
    }

    private static List<KeyValuePair<string, string>> Fields(string page, params (string Name, string Value)[] values)
    {
        const string token = "__RequestVerificationToken";
        var form = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page);
        return [new(token, form.QuerySelector($"[name={token}]")!.GetAttribute("value")!), .. values.Select(v => KeyValuePair.Create(v.Name, v.Value))];
    }
}
