using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ExhibitionCrm.Bench;

/// <summary>Takes every mail, after a while, and counts them.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TimeSpan _delay;
    private readonly Task _accepting;
    private int _mails;

    /// <param name="delay">From a mail's end until it is accepted.</param>
    public SmtpServer(TimeSpan delay)
    {
        _delay = delay;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Mails => Volatile.Read(ref _mails);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            using var closed = client;
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 bench ESMTP");
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                await writer.WriteLineAsync(line.Split(' ')[0].ToUpperInvariant() switch
                {
                    "EHLO" => "250-bench\r\n250-SMTPUTF8\r\n250 8BITMIME",
                    "DATA" => await TakeAsync(reader, writer),
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                });
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The other side, or the benchmark, is done.
        }
    }

    private async Task<string> TakeAsync(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 go ahead");
        while (await reader.ReadLineAsync(_stop.Token) is not (null or "."))
        {
        }

        await Task.Delay(_delay, _stop.Token);
        Interlocked.Increment(ref _mails);
        return "250 accepted";
    }
}
