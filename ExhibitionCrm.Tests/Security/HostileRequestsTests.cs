using System.Collections.Concurrent;
using System.Text;
using AngleSharp.Html.Dom;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace ExhibitionCrm.Tests.Security;

/// <summary>
/// Every route that there is, with methods, bodies, headers and values that no page of ours sends: some 20,000 requests, with
/// and without an account. Each is answered by what was wrong with it, none by a failure.
/// </summary>
public sealed class HostileRequestsTests(HostileRequestsTests.OpenSite site) : IClassFixture<HostileRequestsTests.OpenSite>
{
    private const string FormType = "application/x-www-form-urlencoded";
    private const int AtOnce = 8;
    private const int ValuesOfAParameter = 8;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

    // As they stand in an address or a form.
    private static readonly string[] Values =
    [
        "", "%00", "a%00b", "%EF%BF%BE", "%ED%A0%80", "%FF%FE", "%", "%u0041", "+", "%0D%0ASet-Cookie:a=b", "%E2%80%AE", "%CC%81", "%F0%9D%92%B3",
        "-1", "0", "1e309", "NaN", "0x10", "99999999999999999999999999", "2026-02-30", "0000-00-00", "9999-12-31T23:59:60Z", "%D9%A1%D9%A2",
        "00000000-0000-0000-0000-000000000000", "null", "[]", "{}", "true,false", "..%2F..%2Fetc%2Fpasswd", "%3Cscript%3E", "%27%20or%201%3D1--", "%24%7B7*7%7D",
        "a%40b", new('a', 300), new('9', 400), string.Concat(Enumerable.Repeat("%CC%81", 300)), string.Concat(Enumerable.Repeat("%F0%9F%91%A9", 2000)),
    ];

    private static readonly string[] Parameters = ["q", "page", "after", "before", "sort", "created", "from", "to", "mail", "state", "by", "action", "customer", "ids", "all", "handler", "returnUrl", "token", "id", "session", "unsent"];

    private static readonly (string? Type, byte[] Body)[] Bodies =
    [
        (null, []),
        (null, "a=b"u8.ToArray()),
        (FormType, []),
        (FormType, "a=b"u8.ToArray()),
        (FormType, "=&&=&%=%"u8.ToArray()),
        (FormType, [0xFF, 0xFE, 0x00, (byte)'=']),
        (FormType, Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Range(0, 20_000).Select(i => $"f{i}=")))),
        (FormType, Encoding.ASCII.GetBytes($"{new string('k', 5000)}=1")),
        ($"{FormType}; charset=utf-7", "a=b"u8.ToArray()),
        ($"{FormType}; charset=unicode-2-0-utf-7", "a=b"u8.ToArray()),
        ($"{FormType}; charset=utf-16", "a=b"u8.ToArray()),
        ($"{FormType}; charset=no-such", "a=b"u8.ToArray()),
        ("application/json", "{\"a\":1}"u8.ToArray()),
        ("application/json", "{"u8.ToArray()),
        ("text/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"u8.ToArray()),
        ("multipart/form-data", "a"u8.ToArray()),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb"u8.ToArray()),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nb\r\n--x--\r\n"u8.ToArray()),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\0\"\r\n\r\nb\r\n--x--\r\n"u8.ToArray()),
        ("multipart/form-data; boundary=x", "no part at all"u8.ToArray()),
        ($"multipart/form-data; boundary={new string('x', 500)}", "--x"u8.ToArray()),
        ("not a type", "a"u8.ToArray()),
        (";;;", "a"u8.ToArray()),
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("Cookie", "a=b; ; =; \"x"), ("Cookie", $"crm={new string('c', 4000)}"), ("Accept-Language", "xx-yy;q=nine"), ("Accept", "text/\0html"), ("Range", "bytes=9-1,-,x"),
        ("If-None-Match", "W/"), ("If-Modified-Since", "yesterday"), ("X-Forwarded-For", "not an address, ::1%eth0"), ("X-Forwarded-Proto", "javascript"),
        ("X-Forwarded-Host", "evil.example"), ("X-HTTP-Method-Override", "DELETE"), ("Content-Encoding", "gzip"), ("Origin", "null"), ("Referer", "::::"),
        ("Sec-Fetch-Site", "cross-site"), ("Authorization", "Basic %%%"), ("Accept-Encoding", "br;q=2, *;q=x"), ("traceparent", "00-zz-zz-zz"), ("baggage", "%=%"),
        ("User-Agent", "\u00ff\u00fe"),
    ];

    private readonly Random _random = new(2026);

    [Fact]
    public async Task Requests_OfEveryKind_ToEveryRoute_AreNoFailure()
    {
        var addresses = Addresses().ToList();
        Assert.True(addresses.Count > 50);
        await AssertNoFailureAsync(
        [
            .. from address in addresses
               from method in Methods
               from body in method is "POST" or "PUT" ? Bodies : Bodies[..2]
               select new Hostile(method, address, body.Type, body.Body),
            .. from address in addresses
               from header in Headers
               select new Hostile("GET", address, Header: header),
        ]);
    }

    [Fact]
    public async Task Values_InEveryPlace_AreNoFailure() => await AssertNoFailureAsync(
    [
        .. from route in Routes().Where(route => route.Contains('{', StringComparison.Ordinal))
           from value in Values.Append(new string('A', 9)).Append(new string('A', 7000))
           from method in new[] { "GET", "POST" }
           select new Hostile(method, Filled(route, value)),
        .. from route in Routes().Where(route => !route.Contains('{', StringComparison.Ordinal))
           from parameter in Parameters
           from value in _random.GetItems(Values, ValuesOfAParameter)
           select new Hostile("GET", $"{route}?{parameter}={value}"),
    ]);

    // With the form's own token, so that each gets as far as it can.
    [Fact]
    public async Task Fields_OfEveryForm_AreNoFailure()
    {
        // Some of it changes the account, which ends other sessions.
        using var administrator = await site.SignInAsync(await site.Data.UserAsync(Roles.Administrator));
        using var visitor = site.Anonymous();
        List<Hostile> requests = [];
        foreach (var place in Places.SignedIn.Concat(Places.SignedOut))
        {
            var client = Places.SignedOut.Contains(place) ? visitor : administrator;
            var page = await client.GetPageAsync(place.With(site.Values));
            foreach (var form in page.Document.Forms.Where(form => form.Method == "post" && !form.Action.Contains("sign-out", StringComparison.Ordinal)))
            {
                requests.AddRange(Hostile.FormsOf(page, form, Values, client.Cookies.GetCookieHeader(site.Url)));
            }
        }

        Assert.True(requests.Count > 1000);
        await AssertNoFailureAsync(requests, onlyAsIs: true);
    }

    private static string Filled(string route, string value) =>
        string.Join('/', route.Split('/').Select(part => part.Contains('{', StringComparison.Ordinal) ? value : part));

    private IEnumerable<string> Routes() => site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        .Select(endpoint => (IsOfExhibition(endpoint) ? Links.Beginning(Exhibition.FirstSlug) : "") + "/" + endpoint.RoutePattern.RawText!.Trim('/'))
        .Distinct();

    private static bool IsOfExhibition(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<OfInstallation>() is null;

    private IEnumerable<string> Addresses() => Routes()
        .SelectMany(route => route.Contains('{', StringComparison.Ordinal) ? new[] { Filled(route, site.Values["{customer}"]), Filled(route, site.Values["{bill}"]) } : [route])
        .Concat(["/site.js", "/no-such-page", "/%2e%2e/", "/CUSTOMERS/", "/customers/./new", "/e", "/e/", "/e//customers", "/e/nowhere/customers", "/e/%2e%2e/customers", "/e/\u00fc/", $"/e/{new string('e', 5000)}/"])
        .Distinct();

    private async Task AssertNoFailureAsync(IReadOnlyCollection<Hostile> requests, bool onlyAsIs = false)
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var people = onlyAsIs ? new string?[] { null } : [null, administrator.Cookies.GetCookieHeader(site.Url)];
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        })
        { BaseAddress = site.Url };
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            requests.SelectMany(request => people.Select(cookies => (request, cookies))), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (asked, cancellationToken) =>
            {
                using var message = asked.request.ToMessage(asked.cookies);
                using var answer = await http.SendAsync(message, cancellationToken);
                await answer.Content.CopyToAsync(Stream.Null, cancellationToken);
                if ((int)answer.StatusCode >= StatusCodes.Status500InternalServerError)
                {
                    failures.Enqueue($"{(int)answer.StatusCode} {asked.request} {(asked.cookies is null ? "without" : "with")} an account: {(site.Log.Errors is [.., var last] ? last : null)}");
                }
            });
        Assert.True(await administrator.IsInsideAsync());
        Assert.True(failures.IsEmpty, $"{failures.Count} of {requests.Count * people.Length}:\n{string.Join('\n', failures.Take(20))}");
    }

    /// <summary>A filled site on which many may sign in wrongly.</summary>
    public sealed class OpenSite : CrmSite
    {
        protected override IEnumerable<(string Name, string? Value)> Settings => [("SIGN_IN_LIMIT", "10000")];

        internal IReadOnlyDictionary<string, string> Values { get; private set; } = new Dictionary<string, string>();

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            Values = await Places.FillAsync(this);
        }
    }

    private sealed record Hostile(string Method, string Address, string? Type = null, byte[]? Body = null, (string Name, string Value)? Header = null)
    {
        /// <summary>Each field of a form in turn with each value; the others as they are.</summary>
        public static IEnumerable<Hostile> FormsOf(CrmPage page, IHtmlFormElement form, string[] values, string cookies)
        {
            var fields = CrmForm.Fields(form);
            var address = new Uri(page.Url, form.GetAttribute("action") is { Length: > 0 } action ? action : page.Url.PathAndQuery).PathAndQuery;
            return
                from field in fields.Select(f => f.Key).Distinct()
                from value in values
                let body = string.Join('&', fields.Where(f => f.Key != field).Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}").Append($"{Uri.EscapeDataString(field)}={value}"))
                select new Hostile("POST", address, FormType, Encoding.ASCII.GetBytes(body), ("Cookie", cookies));
        }

        public HttpRequestMessage ToMessage(string? cookies)
        {
            var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(Address, UriKind.Relative));
            if (cookies is not null)
            {
                message.Headers.TryAddWithoutValidation("Cookie", cookies);
            }

            if (Body is not null && Method is not ("TRACE" or "HEAD"))
            {
                message.Content = new ByteArrayContent(Body);
                message.Content.Headers.Add("Content-Length", [Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                if (Type is not null)
                {
                    message.Content.Headers.TryAddWithoutValidation("Content-Type", Type);
                }
            }

            if (Header is var (name, value) && !message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content = new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }

            return message;
        }

        public override string ToString() =>
            $"{Method} {(Address.Length > 120 ? Address[..120] + "…" : Address)} {Header} {Type} {(Body is null ? "" : Encoding.Latin1.GetString(Body[..Math.Min(Body.Length, 200)]))}";
    }
}
