using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ExhibitionCrm.Web.Outbox;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends through a mail server. Keeps its connection over a run of mails.</summary>
internal sealed class SmtpTransport(MailOptions options, TimeProvider clock) : IMailTransport, IDisposable
{
    /// <summary>Many servers end a connection after a hundred mails, with an answer that looks like a refusal.</summary>
    private const int MailsPerConnection = 90;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private SmtpSession? _session;
    private int _mails;
    private DateTimeOffset _lastUsed;

    public async Task<Delivery> SendAsync(MimeMessage message)
    {
        var international = !Ascii.IsValid(message.To.Mailboxes.Single().LocalPart);
        SmtpSession session;
        try
        {
            session = await GetConnectionAsync(international);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            return Delivery.ServerDown(Describe(e), Code(e));
        }

        try
        {
            return await HandOverAsync(session, message, international);
        }
        finally
        {
            _lastUsed = clock.GetUtcNow();
            if (++_mails >= MailsPerConnection || _session is { IsConnected: false })
            {
                Close();
            }
        }
    }

    private async Task<Delivery> HandOverAsync(SmtpSession session, MimeMessage message, bool international)
    {
        var format = FormatOptions.Default.Clone();
        format.International = international;
        if (international && !session.Capabilities.HasFlag(SmtpCapabilities.UTF8))
        {
            return Delivery.Refused("This address can't be delivered to: the mail server doesn't accept non-ASCII characters before the @.");
        }

        try
        {
            using var limit = new CancellationTokenSource(options.Timeout);
            session.BeginMail();
            await session.SendAsync(format, message, options.From, [.. message.To.Mailboxes], limit.Token);
            return Delivery.Sent;
        }
        catch (SmtpCommandException e)
        {
            return SmtpRefusal.Of((int)e.StatusCode, e.Message, session.Stage);
        }
        catch (ServiceNotAuthenticatedException e)
        {
            return SmtpRefusal.Of((int)SmtpStatusCode.AuthenticationRequired, e.Message, SmtpStage.Sender);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            // It broke off in the middle; nothing more can be said over it.
            Close();
            return session.Stage == SmtpStage.Sender ? Delivery.ServerDown(Describe(e), Code(e)) : Delivery.Interrupted(Describe(e), Code(e));
        }
    }

    public void Rest()
    {
        if (_session is not null && clock.GetUtcNow() - _lastUsed > IdleTimeout)
        {
            Close();
        }
    }

    public void Dispose() => Close();

    /// <summary>The one that is kept, if it answers, or a new one. Throws what the network and the server do to it.</summary>
    private async Task<SmtpSession> GetConnectionAsync(bool international)
    {
        if (_session is { } kept && kept.International == international && await RespondsAsync(kept))
        {
            return kept;
        }

        Close();
        _session = await SmtpConnector.OpenAsync(options);
        if (!international)
        {
            _session.KeepToAscii();
        }

        return _session;
    }

    private void Close()
    {
        _session?.Dispose();
        (_session, _mails) = (null, 0);
    }

    // The server may have hung up meanwhile: that is found out before a mail is tried, not by losing an attempt.
    private async Task<bool> RespondsAsync(SmtpSession session)
    {
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout / 2);
            await session.NoOpAsync(limit.Token);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static bool IsOfTheWire(Exception e) =>
        e is IOException or SocketException or ProtocolException or CommandException or AuthenticationException
            or SslHandshakeException or OperationCanceledException or TimeoutException or NotSupportedException
            or ServiceNotConnectedException or ServiceNotAuthenticatedException;

    private string Describe(Exception e) => e switch
    {
        OperationCanceledException or TimeoutException =>
            $"The mail server did not respond within {options.Timeout.TotalSeconds:0} seconds.",
        AuthenticationException => $"The mail server rejected the sign-in: {e.Message}",
        SslHandshakeException => $"Couldn't establish a trusted TLS connection: {e.InnerException?.Message ?? e.Message}",
        SmtpCommandException command => $"{(int)command.StatusCode} {command.Message}",
        NotSupportedException => $"The mail server doesn't support what the settings require: {e.Message}",
        _ => $"The connection to the mail server failed: {e.Message}",
    };

    private static string Code(Exception e) => e switch
    {
        OperationCanceledException or TimeoutException => "timeout",
        AuthenticationException => "auth",
        SslHandshakeException => "tls",
        SmtpCommandException command => ((int)command.StatusCode).ToString(CultureInfo.InvariantCulture),
        _ => "connection",
    };
}
