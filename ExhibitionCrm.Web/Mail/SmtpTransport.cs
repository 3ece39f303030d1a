using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Sends through a mail server. Signed-in connections are kept over a run of mails.</summary>
internal sealed class SmtpTransport(MailOptions options, SmtpConnections connections) : IMailTransport
{
    public async Task<Delivery> SendAsync(MimeMessage message)
    {
        SmtpConnection connection;
        try
        {
            connection = await connections.TakeAsync();
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            return Delivery.ServerDown(Said(e), Code(e));
        }

        try
        {
            using var limit = new CancellationTokenSource(options.Timeout);
            var recipient = message.To.Mailboxes.Single();
            await connection.Client.SendAsync(Format(connection.Client, recipient), message, options.From, [recipient], limit.Token);
            return Delivery.Sent;
        }
        catch (SmtpCommandException e)
        {
            return Judge(e);
        }
        catch (NotSupportedException)
        {
            return Delivery.Refused("The mail server doesn't accept addresses with non-ASCII characters before the @.");
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            connection.IsSpoiled = true;
            return Delivery.Interrupted(Said(e), Code(e));
        }
        finally
        {
            connections.GiveBack(connection);
        }
    }

    /// <summary>
    /// A 5xx answer to the recipient or the text is for good, unless it is about policy (5.7.x: not allowed to relay,
    /// blocked) or a missing sign-in (530), which are the server's or our set-up's state and not the mail's.
    /// </summary>
    private static Delivery Judge(SmtpCommandException e)
    {
        var said = $"{(int)e.StatusCode} {e.Message}";
        var code = ((int)e.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var isFinal = (int)e.StatusCode >= 500 && e.StatusCode != SmtpStatusCode.AuthenticationRequired
            && !e.Message.StartsWith("5.7.", StringComparison.Ordinal);
        return e.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted when isFinal => Delivery.Refused(said, code),
            SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted => Delivery.Deferred(said, code),
            _ => Delivery.ServerDown(said, code),
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

    private string Said(Exception e) => e switch
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
