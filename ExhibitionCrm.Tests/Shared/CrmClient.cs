using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Shell;

namespace ExhibitionCrm.Tests;

/// <summary>A browser without scripts: keeps cookies, fills in forms, follows no redirect by itself, and speaks HTTP/2 where it is offered.</summary>
public sealed partial class CrmClient : IDisposable
{
    private readonly Func<string?> _lastError;

    /// <param name="lastError">What the site logged last as an error, to explain an answer of 500.</param>
    /// <param name="connection">How the site is reached, where that is not plain.</param>
    internal CrmClient(Uri url, CookieContainer cookies, Func<string?> lastError, Action<SocketsHttpHandler>? connection = null)
    {
        _lastError = lastError;
        Cookies = cookies;
        var handler = new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false };
        connection?.Invoke(handler);
        Http = new HttpClient(new AtTheFirstExhibition(new UntakenRequests(handler))) { BaseAddress = url, DefaultRequestVersion = HttpVersion.Version20 };
    }

    /// <summary>For what is not a page.</summary>
    public HttpClient Http { get; }

    public CookieContainer Cookies { get; }

    public async Task<CrmPage> GetPageAsync(string url) => await ReadAsync(await Http.GetAsync(new Uri(url, UriKind.RelativeOrAbsolute)));

    /// <summary>Sends the page's form: its hidden fields, what stands in the others, and these values over them.</summary>
    public Task<CrmPage> SubmitAsync(CrmPage page, params (string Name, string? Value)[] values) => SubmitAsync(page, page.Form(), values);

    /// <summary>Sends one form of the page; a value may also name one of its buttons.</summary>
    /// <exception cref="ArgumentException">The form has no such field.</exception>
    public async Task<CrmPage> SubmitAsync(CrmPage page, IHtmlFormElement form, params (string Name, string? Value)[] values)
    {
        using var request = RequestFor(page, form, values);
        request.Version = Http.DefaultRequestVersion;
        return await ReadAsync(await Http.SendAsync(request));
    }

    /// <summary>Goes where the answer says.</summary>
    public Task<CrmPage> FollowAsync(CrmPage page) =>
        GetPageAsync(page.Location ?? throw new InvalidOperationException($"{page} is no redirect."));

    public void Dispose() => Http.Dispose();

    private static HttpRequestMessage RequestFor(CrmPage page, IHtmlFormElement form, (string Name, string? Value)[] values)
    {
        var fields = CrmForm.Fields(form, values);
        var address = new Uri(page.Url, form.GetAttribute("action") is { Length: > 0 } action ? action : page.Url.PathAndQuery);
        return string.Equals(form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase)
            ? new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) }
            : new HttpRequestMessage(HttpMethod.Get, new UriBuilder(address)
            {
                Query = string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value)}")),
            }.Uri);
    }

    private async Task<CrmPage> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == HttpStatusCode.InternalServerError)
        {
            Assert.Fail($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} answered 500: {_lastError() ?? "nothing was logged"}");
        }

        return new CrmPage(response, new HtmlParser().ParseDocument(text));
    }

    /// <summary>
    /// Browsers send again what a server that closes an HTTP/2 connection says it has not taken. HttpClient does the
    /// same, except on a connection that is closed before it was ever used.
    /// </summary>
    private sealed class UntakenRequests(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const int Tries = 3;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var left = Tries; ; left--)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException e) when (left > 1 && IsUntaken(e))
                {
                }
            }
        }

        private static bool IsUntaken(HttpRequestException e) =>
            e.InnerException is HttpProtocolException { ErrorCode: 0 }
            || e.InnerException is IOException { InnerException: HttpProtocolException { ErrorCode: 0 } or ObjectDisposedException };
    }

    /// <summary>
    /// Nearly all tests are about the first exhibition, whose addresses they say, and are shown, without its beginning. Those
    /// of another exhibition are said in full.
    /// </summary>
    private sealed partial class AtTheFirstExhibition(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private static readonly string Beginning = Links.Beginning(Exhibition.FirstSlug);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = request.RequestUri!;
            if (OfExhibition().IsMatch(asked.AbsolutePath))
            {
                request.RequestUri = new Uri(asked, Beginning + asked.PathAndQuery);
            }

            var response = await base.SendAsync(request, cancellationToken);
            request.RequestUri = asked;
            if (response.Headers.Location is { } location)
            {
                response.Headers.Location = new Uri(Without(location.OriginalString), UriKind.RelativeOrAbsolute);
            }

            if (response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                var content = new StringContent(Without(await response.Content.ReadAsStringAsync(cancellationToken)));
                content.Headers.Clear();
                foreach (var (name, values) in response.Content.Headers.Where(header => header.Key != "Content-Length"))
                {
                    content.Headers.TryAddWithoutValidation(name, values);
                }

                response.Content = content;
            }

            return response;
        }

        private static string Without(string text) => OfFirst().Replace(text, "");

        [GeneratedRegex("^/(customers|bills|mail|activity|logo)?(/|$)", RegexOptions.IgnoreCase)]
        private static partial Regex OfExhibition();

        // In an address, or in one that stands in the query of another.
        [GeneratedRegex("/e/exhibition(?=/)|%2Fe%2Fexhibition(?=%2F)")]
        private static partial Regex OfFirst();
    }
}
