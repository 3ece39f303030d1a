using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;

namespace ExhibitionCrm.Tests;

/// <summary>A mail server on the loopback interface that does what a test tells it, and keeps what it accepted.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();
    private readonly ConcurrentQueue<SmtpStep> _steps = new();
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private int _connections;

    private SmtpSink(IPAddress address, int port, SmtpSecurity security)
    {
        Security = security;
        _listener = new TcpListener(address, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public SmtpSecurity Security { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What to do at each step of a conversation; may change at any time.</summary>
    public Func<SmtpStep, SmtpReaction> Script { get; set; } = _ => SmtpReaction.Accept;

    /// <summary>Accepted mails, in the order in which they came.</summary>
    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    /// <summary>Every step of every conversation so far.</summary>
    public IReadOnlyList<SmtpStep> Steps => [.. _steps];

    /// <summary>The settings of a site that sends through this server.</summary>
    public (string Name, string? Value)[] Settings =>
    [
        ("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", "127.0.0.1"), ("EMAIL_PORT", $"{Port}"), ("EMAIL_TIMEOUT", "5"),
        ("DEFAULT_FROM_EMAIL", "Exhibition <crm@exhibition.example>"), ("OUTBOX_LANES", "4"),
    ];

    /// <param name="port">0 for any that is free.</param>
    /// <param name="address">Where others than this machine reach it.</param>
    public static SmtpSink Start(SmtpSecurity? security = null, int port = 0, IPAddress? address = null) =>
        new(address ?? IPAddress.Loopback, port, security ?? new SmtpSecurity());

    /// <summary>Waits until so many mails were accepted.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> WaitForMailsAsync(int count, TimeSpan? patience = null)
    {
        await Eventually.TrueAsync(() => _mails.Count >= count, $"{count} mails", patience);
        return Mails;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    internal SmtpReaction React(SmtpStep step)
    {
        _steps.Enqueue(step);
        return Script(step);
    }

    internal void Keep(ReceivedMail mail) => _mails.Enqueue(mail);

    private async Task AcceptAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                conversations.Add(new SmtpConversation(this, client, Interlocked.Increment(ref _connections)).RunAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(conversations);
        }
    }
}

/// <summary>What the server asks of those who connect, and offers them.</summary>
public sealed record SmtpSecurity
{
    /// <summary>With one, STARTTLS is offered, and asked for before anything else.</summary>
    public TestCertificate? Certificate { get; init; }

    /// <summary>TLS from the first byte.</summary>
    public bool IsImplicit { get; init; }

    /// <summary>With one, nothing is taken from who does not sign in so.</summary>
    public (string User, string Password)? Account { get; init; }

    /// <summary>PLAIN, LOGIN.</summary>
    public string Mechanisms { get; init; } = "PLAIN LOGIN";

    /// <summary>What else it offers: SMTPUTF8, PIPELINING.</summary>
    public string[] Extensions { get; init; } = [];
}

/// <summary>A step of a conversation: CONNECT, EHLO, STARTTLS, AUTH, NOOP, MAIL, RCPT, DATA (before the text), TEXT (in its midst), END (after it), QUIT.</summary>
/// <param name="Recipient">Once it is known.</param>
/// <param name="Line">Of MAIL and RCPT: the command as it came, a character a byte.</param>
public sealed record SmtpStep(string Verb, string Recipient, int Connection, string Line = "");

/// <summary>What the server does at a step.</summary>
public sealed record SmtpReaction(string? Reply = null, TimeSpan Delay = default, bool HangUp = false)
{
    public static readonly SmtpReaction Accept = new();

    public static readonly SmtpReaction Silence = new(Delay: Timeout.InfiniteTimeSpan);

    public static readonly SmtpReaction Drop = new(HangUp: true);

    public static SmtpReaction Slow(TimeSpan delay) => new(Delay: delay);

    public static SmtpReaction Say(string reply) => new(reply);

    public static SmtpReaction SayAndHangUp(string reply) => new(reply, HangUp: true);
}

/// <summary>An accepted mail, with how it came.</summary>
public sealed record ReceivedMail(string Sender, string Recipient, MimeMessage Message, string Source, bool IsEncrypted, string? User, int Connection);
