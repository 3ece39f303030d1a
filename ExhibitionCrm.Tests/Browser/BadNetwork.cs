using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ExhibitionCrm.Tests.Browser;

/// <summary>Where a connection that carries a form ends.</summary>
/// <param name="Share">How much went through before, from 0 to 1: of the request, or of the answer.</param>
public sealed record Cut(bool AfterTheCommit, double Share);

/// <summary>A network between browser and site, which can break. Each connection carries one request.</summary>
internal sealed class BadNetwork : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _site;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private Cut? _next;
    private TaskCompletionSource? _held;
    private int _forms;

    public BadNetwork(Uri site)
    {
        _site = site;
        _listener.Start();
        Url = new UriBuilder(site) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>No connection is answered.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many forms the site got whole.</summary>
    public int Forms => _forms;

    /// <summary>The next form meets this; those after it pass.</summary>
    public void CutNext(Cut cut) => _next = cut;

    /// <summary>The answers to forms wait until <see cref="Release"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release()
    {
        _held?.TrySetResult();
        _held = null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Release();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient browser)
    {
        try
        {
            using (browser)
            {
                var stream = browser.GetStream();
                var request = await ReadRequestAsync(stream);
                if (request.Length > 0 && !IsDown)
                {
                    await ForwardAsync(request, stream, browser.Client);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // As networks are.
        }
    }

    private async Task ForwardAsync(byte[] request, NetworkStream browser, Socket connection)
    {
        var isForm = IsForm(request);
        var cut = isForm ? Interlocked.Exchange(ref _next, null) : null;
        using var site = new TcpClient();
        await site.ConnectAsync(_site.Host, _site.Port, _end.Token);
        var stream = site.GetStream();
        if (cut is { AfterTheCommit: false })
        {
            await stream.WriteAsync(request.AsMemory(0, (int)(request.Length * cut.Share)), _end.Token);
            Reset(connection);
            return;
        }

        await stream.WriteAsync(request, _end.Token);
        using var answer = new MemoryStream();
        if (!isForm)
        {
            await stream.CopyToAsync(browser, _end.Token);
            return;
        }

        await stream.CopyToAsync(answer, _end.Token);
        Interlocked.Increment(ref _forms);
        if (_held is { } held)
        {
            await held.Task;
        }

        await browser.WriteAsync(answer.GetBuffer().AsMemory(0, (int)(answer.Length * (cut?.Share ?? 1))), _end.Token);
        if (cut is not null)
        {
            Reset(connection);
        }
    }

    /// <summary>As where a network breaks, rather than in good order.</summary>
    private static void Reset(Socket connection)
    {
        connection.LingerState = new LingerOption(enable: true, 0);
        connection.Close();
    }

    private static bool IsForm(byte[] request) =>
        Encoding.ASCII.GetString(request, 0, Math.Min(request.Length, 40)) is var start
        && start.StartsWith("POST /e/", StringComparison.Ordinal)
        && (start.Contains("/customers/new ", StringComparison.Ordinal) || start.Contains("/bills/new ", StringComparison.Ordinal));

    /// <summary>The whole request, told to close its connection; empty where none came.</summary>
    private async Task<byte[]> ReadRequestAsync(NetworkStream stream)
    {
        var read = new List<byte>();
        var buffer = new byte[16 * 1024];
        var (head, length) = (-1, 0);
        while (head < 0 || read.Count < head + length)
        {
            var count = await stream.ReadAsync(buffer, _end.Token);
            if (count == 0)
            {
                return [];
            }

            read.AddRange(buffer.AsSpan(0, count));
            if (head < 0 && Encoding.ASCII.GetString([.. read]) is var text && text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                head = end + 4;
                var line = text[..end].Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                length = line is null ? 0 : int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        var start = Encoding.Latin1.GetString([.. read[..head]]).Replace("Connection: keep-alive", "Connection: close", StringComparison.OrdinalIgnoreCase);
        return [.. Encoding.Latin1.GetBytes(start), .. read[head..]];
    }
}
