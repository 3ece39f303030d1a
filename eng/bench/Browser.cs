using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Bench;

/// <summary>
/// A member of staff's browser: one kept-alive connection, its cookies, nothing compressed. Light, because it shares the
/// processors with what it measures: bodies are read into a buffer that is used again, and only searched for a mark.
/// </summary>
internal sealed partial class Browser : IDisposable
{
    private const int ExcerptLength = 400;

    // The note of the last action, which the page after the redirect would use up.
    private const string NoteCookie = "crm.note";

    private readonly Dictionary<string, string> _cookies = [];
    private readonly HttpClient _http;
    private byte[] _body = new byte[256 * 1024];

    // Of the exhibition's addresses; empty for programs from before they had one.
    private string _beginning = "";

    public Browser(Uri url) => _http = new HttpClient(new SocketsHttpHandler
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxConnectionsPerServer = 1,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    })
    { BaseAddress = url, Timeout = TimeSpan.FromMinutes(10) };

    public async Task SignInAsync(string userName, string password, CancellationToken cancellationToken)
    {
        var fields = await HiddenFieldsAsync("/account/sign-in", cancellationToken);
        await SendAsync(
            new Call("/account/sign-in", a => a.Status == HttpStatusCode.Redirect && a.Location == "/")
            {
                Form = [.. fields, new("UserName", userName), new("Password", password)],
            },
            cancellationToken);
        var home = await SendAsync(new Call("/", a => a.Status is HttpStatusCode.OK or HttpStatusCode.Redirect), cancellationToken);
        _beginning = home.Location?.TrimEnd('/') ?? "";
    }

    /// <summary>What a page's forms hold besides what people type, the token against forged requests above all.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> HiddenFieldsAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(new Call(path, a => a.Status == HttpStatusCode.OK), cancellationToken);
        return [.. HiddenInput().Matches(Encoding.UTF8.GetString(answer.Body.Span))
            .Select(input => KeyValuePair.Create(Attribute(input.Value, "name"), Attribute(input.Value, "value")))
            .DistinctBy(field => field.Key)];
    }

    /// <returns>The answer, whose body is valid until the next call.</returns>
    /// <exception cref="InvalidOperationException">It is not the answer that the call expects.</exception>
    public async Task<Answer> SendAsync(Call call, CancellationToken cancellationToken)
    {
        using var request = call.Form is null
            ? new HttpRequestMessage(HttpMethod.Get, _beginning + call.Path)
            : new HttpRequestMessage(HttpMethod.Post, _beginning + call.Path) { Content = new FormUrlEncodedContent(call.Form) };
        request.Headers.Host = "localhost";
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        KeepCookies(response);
        var (kept, length) = await ReadAsync(response.Content, call.KeepsBody, cancellationToken);
        var answer = new Answer(response.StatusCode, response.Headers.Location?.OriginalString.Remove(0, _beginning.Length), _body.AsMemory(0, kept), length);
        return call.IsRight(answer)
            ? answer
            : throw new InvalidOperationException(
                $"{request.Method} {call.Path} answered {(int)answer.Status} {answer.Location} with {length} bytes, which is not the page that was asked for: {Excerpt(answer)}");
    }

    public void Dispose() => _http.Dispose();

    // Of a body that is not kept, the buffer holds the newest part.
    private async Task<(int Kept, long Length)> ReadAsync(HttpContent content, bool keep, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var (kept, length) = (0, 0L);
        while (true)
        {
            if (kept == _body.Length && keep)
            {
                Array.Resize(ref _body, _body.Length * 2);
            }
            else if (kept == _body.Length)
            {
                _body.AsSpan(kept / 2).CopyTo(_body);
                kept /= 2;
            }

            var read = await stream.ReadAsync(_body.AsMemory(kept), cancellationToken);
            if (read == 0)
            {
                return (kept, length);
            }

            (kept, length) = (kept + read, length + read);
        }
    }

    private void KeepCookies(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var lines))
        {
            return;
        }

        foreach (var line in lines)
        {
            var (name, value) = line.Split(';')[0].Split('=', 2) is [var n, var v] ? (n, v) : (line, "");
            if (value.Length == 0)
            {
                _cookies.Remove(name);
            }
            else if (!name.Contains(NoteCookie, StringComparison.Ordinal))
            {
                _cookies[name] = value;
            }
        }
    }

    private static string Excerpt(Answer answer) =>
        Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(ExcerptLength, answer.Body.Length)]);

    private static string Attribute(string tag, string name) =>
        Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : "";

    [GeneratedRegex("""<input\b[^>]*\stype="hidden"[^>]*>""")]
    private static partial Regex HiddenInput();
}

/// <summary>A request and how its answer is known to be right.</summary>
internal sealed record Call(string Path, Func<Answer, bool> IsRight)
{
    /// <summary>Makes it a POST.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Form { get; init; }

    /// <summary>False for a download of any size.</summary>
    public bool KeepsBody { get; init; } = true;
}

/// <param name="Length">Of the whole body, of which <paramref name="Body"/> may be the end.</param>
internal readonly record struct Answer(HttpStatusCode Status, string? Location, ReadOnlyMemory<byte> Body, long Length)
{
    public int Count(ReadOnlySpan<byte> mark) => MemoryExtensions.Count(Body.Span, mark);

    public bool Contains(ReadOnlySpan<byte> mark) => Body.Span.IndexOf(mark) >= 0;
}
