using System.Net.Sockets;
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

    private SmtpClient? _client;
    private int _mails;
    private DateTimeOffset _lastUsed;

    public async Task<Delivery> SendAsync(MimeMessage message)
    {
        SmtpClient client;
        try
        {
            client = await GetConnectionAsync();
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            return Delivery.ServerDown(Describe(e), Code(e));
        }

        try
        {
            using var limit = new CancellationTokenSource(options.Timeout);
            var recipient = message.To.Mailboxes.Single();
            await client.SendAsync(Format(client, recipient), message, options.From, [recipient], limit.Token);
            return Delivery.Sent;
        }
        catch (SmtpCommandException e)
        {
            return Classify(e);
        }
        catch (NotSupportedException)
        {
            return Delivery.Refused("The mail server doesn't accept addresses with non-ASCII characters before the @.");
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            // It broke off in the middle; nothing more can be said over it.
            Close();
            return Delivery.Interrupted(Describe(e), Code(e));
        }
        finally
        {
            _lastUsed = clock.GetUtcNow();
            if (++_mails >= MailsPerConnection || _client is { IsConnected: false })
            {
                Close();
            }
        }
    }

    public void Rest()
    {
        if (_client is not null && clock.GetUtcNow() - _lastUsed > IdleTimeout)
        {
            Close();
        }
    }

    public void Dispose() => Close();

    /// <summary>The one that is kept, if it answers, or a new one. Throws what the network and the server do to it.</summary>
    private async Task<SmtpClient> GetConnectionAsync()
    {
        if (_client is { } kept && await RespondsAsync(kept))
        {
            return kept;
        }

        Close();
        return _client = await SmtpConnector.OpenAsync(options);
    }

    private void Close()
    {
        _client?.Dispose();
        (_client, _mails) = (null, 0);
    }

    // The server may have hung up meanwhile: that is found out before a mail is tried, not by losing an attempt.
    private async Task<bool> RespondsAsync(SmtpClient client)
    {
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout / 2);
            await client.NoOpAsync(limit.Token);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>
    /// A 5xx answer to the recipient or the text is for good, unless it is about policy (5.7.x: not allowed to relay,
    /// blocked) or a missing sign-in (530), which are the server's or our set-up's state and not the mail's.
    /// </summary>
    private static Delivery Classify(SmtpCommandException e)
    {
        var answer = $"{(int)e.StatusCode} {e.Message}";
        var code = ((int)e.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var isFinal = (int)e.StatusCode >= 500 && e.StatusCode != SmtpStatusCode.AuthenticationRequired
            && !e.Message.StartsWith("5.7.", StringComparison.Ordinal);
        return e.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted when isFinal => Delivery.Refused(answer, code),
            SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted => Delivery.Deferred(answer, code),
            _ => Delivery.ServerDown(answer, code),
        };
    }

    private static FormatOptions Format(SmtpClient client, MailboxAddress recipient)
    {
        var format = FormatOptions.Default.Clone();
        format.International = recipient.IsInternational && client.Capabilities.HasFlag(SmtpCapabilities.UTF8);
        return format;
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
        SmtpCommandException command => ((int)command.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "connection",
    };
}
