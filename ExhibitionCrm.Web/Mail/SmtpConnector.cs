using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Opens connections to the mail server.</summary>
internal static class SmtpConnector
{
    /// <summary>A connection, signed in where the settings say so. Throws what the network and the server do to it.</summary>
    public static async Task<SmtpSession> OpenAsync(MailOptions options)
    {
        var client = new SmtpSession { Timeout = (int)options.Timeout.TotalMilliseconds };
        try
        {
            // As most mail programs: whether the authority's revocation list can be had says little about this server.
            client.CheckCertificateRevocation = false;
            if (options.TrustedAuthorities is { } authorities)
            {
                client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(authorities, certificate, chain, errors);
            }

            using (var limit = new CancellationTokenSource(options.Timeout))
            {
                await ConnectAsync(client, options, limit.Token);
            }

            if (options.User is { } user)
            {
                using var limit = new CancellationTokenSource(options.Timeout);
                await client.AuthenticateAsync(user, options.Password ?? "", limit.Token);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    // Each mail ends with a small packet that waits, by Nagle's algorithm, until the server's machine has confirmed the ones
    // before: forty milliseconds, which is longer than all the rest of a conversation with a server nearby.
    private static async Task ConnectAsync(SmtpSession client, MailOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken);
            await client.ConnectAsync(socket, options.Host, options.Port, SocketOptions(options.Encryption), cancellationToken);
        }
        catch
        {
            socket.Dispose();
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
    private static bool IsTrusted(X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        foreach (var sent in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(sent.Certificate);
        }

        return own.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }
}
