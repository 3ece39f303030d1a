using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Signed-in connections to the mail server that wait for their next mail.</summary>
internal sealed class SmtpConnections : IDisposable
{
    /// <summary>Many servers end a connection after a hundred mails, with an answer that looks like a refusal.</summary>
    private const int MailsPerConnection = 90;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MailOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly List<SmtpConnection> _idle = [];
    private readonly ITimer _sweep;

    public SmtpConnections(MailOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _sweep = clock.CreateTimer(_ => CloseIdle(_clock.GetUtcNow() - Patience), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>One that answers, or a new one. Throws what the network and the server do to it.</summary>
    public async Task<SmtpConnection> TakeAsync()
    {
        while (TakeIdle() is { } kept)
        {
            if (await AnswersAsync(kept.Client))
            {
                return kept;
            }

            kept.Client.Dispose();
        }

        return new SmtpConnection(await OpenAsync());
    }

    public void GiveBack(SmtpConnection connection)
    {
        connection.IdleSince = _clock.GetUtcNow();
        if (connection.IsSpoiled || !connection.Client.IsConnected || ++connection.Mails >= MailsPerConnection)
        {
            connection.Client.Dispose();
            return;
        }

        lock (_lock)
        {
            _idle.Add(connection);
        }

        _sweep.Change(Patience + TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _sweep.Dispose();
        CloseIdle(DateTimeOffset.MaxValue);
    }

    private SmtpConnection? TakeIdle()
    {
        lock (_lock)
        {
            if (_idle.Count == 0)
            {
                return null;
            }

            var newest = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return newest;
        }
    }

    // The server may have hung up meanwhile: that is found out before a mail is tried, not by losing an attempt.
    private async Task<bool> AnswersAsync(SmtpClient client)
    {
        try
        {
            using var limit = new CancellationTokenSource(_options.Timeout / 2);
            await client.NoOpAsync(limit.Token);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task<SmtpClient> OpenAsync()
    {
        var client = new SmtpClient { Timeout = (int)_options.Timeout.TotalMilliseconds };
        try
        {
            // As most mail programs: whether the authority's revocation list can be had says little about this server.
            client.CheckCertificateRevocation = false;
            if (_options.TrustedAuthorities is not null)
            {
                client.ServerCertificateValidationCallback = IsTrusted;
            }

            using (var limit = new CancellationTokenSource(_options.Timeout))
            {
                await client.ConnectAsync(_options.Host, _options.Port, SocketOptions(_options.Encryption), limit.Token);
            }

            if (_options.User is { } user)
            {
                using var limit = new CancellationTokenSource(_options.Timeout);
                await client.AuthenticateAsync(user, _options.Password ?? "", limit.Token);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static SecureSocketOptions SocketOptions(MailEncryption encryption) => encryption switch
    {
        MailEncryption.StartTls => SecureSocketOptions.StartTls,
        MailEncryption.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    /// <summary>The name must fit as ever; the chain may end at one of the authorities of EMAIL_CA_FILE.</summary>
    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_options.TrustedAuthorities!);
        foreach (var sent in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(sent.Certificate);
        }

        return own.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }

    private void CloseIdle(DateTimeOffset before)
    {
        List<SmtpConnection> old;
        lock (_lock)
        {
            old = _idle.FindAll(c => c.IdleSince <= before);
            _idle.RemoveAll(old.Contains);
        }

        foreach (var connection in old)
        {
            connection.Client.Dispose();
        }
    }
}

internal sealed class SmtpConnection(SmtpClient client)
{
    public SmtpClient Client => client;

    /// <summary>Tried over this connection.</summary>
    public int Mails { get; set; }

    public DateTimeOffset IdleSince { get; set; }

    /// <summary>The conversation broke off in the middle; nothing more can be said over it.</summary>
    public bool IsSpoiled { get; set; }
}
