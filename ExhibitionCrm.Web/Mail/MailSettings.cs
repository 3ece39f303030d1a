using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ExhibitionCrm.Web.Configuration;
using MimeKit;

namespace ExhibitionCrm.Web.Mail;

/// <summary>Reads <see cref="MailOptions"/>.</summary>
internal static class MailSettings
{
    private const string ConsoleOnly = "console-only";

    public static MailOptions Read(SettingsReader settings)
    {
        var backend = Backend(settings);
        var smtp = backend == MailBackend.Smtp;
        var encryption = Encryption(settings);
        return new MailOptions
        {
            Backend = backend,
            From = From(settings, required: smtp),
            Host = smtp ? settings.Required("EMAIL_HOST", "the mail server's name, or set EMAIL_BACKEND to file or console-only") : "",
            Port = settings.Number("EMAIL_PORT", encryption switch { MailEncryption.Tls => 465, MailEncryption.StartTls => 587, _ => 25 }, 1, 65535),
            Encryption = encryption,
            User = settings.Text("EMAIL_HOST_USER"),
            Password = settings.Secret("EMAIL_HOST_PASSWORD"),
            TrustedAuthorities = TrustedAuthorities(settings),
            Timeout = TimeSpan.FromSeconds(settings.Number("EMAIL_TIMEOUT", 30, 1, 600)),
            MaxConcurrency = settings.Number("OUTBOX_LANES", 4, 0, 32),
            FilePath = backend == MailBackend.File ? settings.Required("EMAIL_FILE_PATH", "the folder for the .eml files") : null,
        };
    }

    private static MailBackend Backend(SettingsReader settings)
    {
        var text = settings.Text("EMAIL_BACKEND") ?? (settings.Debug ? "console" : "smtp");

        // Django's dotted class names end in ….console.EmailBackend, ….filebased.EmailBackend, ….smtp.EmailBackend.
        var parts = text.ToLowerInvariant().Split('.');
        switch (parts is [.., var module, "emailbackend"] ? module : parts[^1])
        {
            case "console" when !settings.Debug:
                settings.Fault("EMAIL_BACKEND", $"is console, which sends nothing and prints links that reset passwords to the log: set it to smtp, or to {ConsoleOnly} if you want that");
                return MailBackend.Console;
            case "console" or ConsoleOnly: return MailBackend.Console;
            case "file" or "filebased": return MailBackend.File;
            case "smtp": return MailBackend.Smtp;
            default:
                settings.Fault("EMAIL_BACKEND", "must be smtp, file or, for development, console");
                return MailBackend.Console;
        }
    }

    private static MailEncryption Encryption(SettingsReader settings)
    {
        var (startTls, tls) = (settings.Flag("EMAIL_USE_TLS"), settings.Flag("EMAIL_USE_SSL"));
        if (startTls && tls)
        {
            settings.Fault("EMAIL_USE_TLS", "can't be combined with EMAIL_USE_SSL: TLS means STARTTLS (port 587), SSL means TLS from the start (port 465)");
        }

        return startTls ? MailEncryption.StartTls : tls ? MailEncryption.Tls : MailEncryption.None;
    }

    private static X509Certificate2Collection? TrustedAuthorities(SettingsReader settings)
    {
        if (settings.Text("EMAIL_CA_FILE") is not { } path)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // Said below, as for a file without a certificate.
        }

        if (authorities.Count == 0)
        {
            settings.Fault("EMAIL_CA_FILE", "must be a readable file with certificates in PEM format");
        }

        return authorities;
    }

    private static MailboxAddress From(SettingsReader settings, bool required)
    {
        var text = settings.Text("DEFAULT_FROM_EMAIL") ?? (required ? settings.Text("EMAIL_HOST_USER") : "Exhibition CRM <crm@localhost>");
        if (MailboxAddress.TryParse(text ?? "", out var from) && from.Address.Contains('@', StringComparison.Ordinal))
        {
            return from;
        }

        settings.Fault("DEFAULT_FROM_EMAIL", "must be the sender's address, like Exhibition <crm@example.org>");
        return new MailboxAddress("", "crm@localhost");
    }
}
