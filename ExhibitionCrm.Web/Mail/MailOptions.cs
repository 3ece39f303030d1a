using System.Security.Cryptography.X509Certificates;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>How mail leaves: EMAIL_BACKEND and the variables beside it. Holds a password: never log it.</summary>
public sealed record MailOptions
{
    public required MailBackend Backend { get; init; }

    /// <summary>DEFAULT_FROM_EMAIL.</summary>
    public required MailboxAddress From { get; init; }

    /// <summary>EMAIL_HOST, of the smtp backend.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>EMAIL_PORT.</summary>
    public int Port { get; init; } = 25;

    /// <summary>EMAIL_USE_TLS (STARTTLS) or EMAIL_USE_SSL (TLS from the first byte).</summary>
    public MailEncryption Encryption { get; init; }

    /// <summary>EMAIL_HOST_USER; null for no authentication.</summary>
    public string? User { get; init; }

    /// <summary>EMAIL_HOST_PASSWORD.</summary>
    public string? Password { get; init; }

    /// <summary>EMAIL_CA_FILE: certificates to trust beside the system's, for a mail server with a private authority.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>EMAIL_TIMEOUT: how long each step may take: to connect, to sign in, to hand over one mail.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>EMAIL_FILE_PATH: the folder of the file backend.</summary>
    public string? FilePath { get; init; }

    /// <summary>OUTBOX_LANES: how many mails all processes may send at once when recipients are slow; with 0 this one sends none.</summary>
    public int MaxConcurrency { get; init; } = 4;

    public override string ToString() => $"{Backend} {(Backend == MailBackend.Smtp ? $"{Host}:{Port}" : FilePath)}".TrimEnd();
}

public enum MailBackend
{
    /// <summary>Prints the message to the log.</summary>
    Console,

    /// <summary>Writes .eml files.</summary>
    File,

    Smtp,
}

public enum MailEncryption
{
    None,
    StartTls,
    Tls,
}
