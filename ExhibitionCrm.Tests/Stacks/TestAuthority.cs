using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>
/// Pebble, the test authority of Let's Encrypt, in the network of a production stack, where the site's name leads to
/// nginx. It checks challenges as the real one does, through nginx on port 80.
/// </summary>
internal sealed class TestAuthority
{
    /// <summary>What ACME_SERVER has to say.</summary>
    public const string Directory = $"https://{Service}:14000/dir";

    public const string Image = "ghcr.io/letsencrypt/pebble:latest";

    private const string Service = "pebble";

    private readonly ComposeStack _stack;

    private TestAuthority(ComposeStack stack) => _stack = stack;

    /// <summary>Makes the stack's certbot ask this authority. It answers after <see cref="StartAsync"/>.</summary>
    /// <param name="validity">Of the certificates that it issues.</param>
    public static TestAuthority AddTo(ComposeStack stack, TimeSpan? validity = null)
    {
        WriteFiles(stack.Folder.Path, Service, validity);
        stack.Add("docker-compose.names.yml", $$"""
            services:
              nginx:
                networks:
                  backend:
                    aliases: [{{ComposeStack.Domain}}]

            """);
        return new TestAuthority(stack);
    }

    /// <summary>Writes its folder, pebble/, and certbot/ca.pem, with which certbot believes it.</summary>
    /// <param name="host">The name or address that certbot knows it by.</param>
    public static void WriteFiles(string folder, string host, TimeSpan? validity = null)
    {
        WriteServerCertificate(folder, host);
        var seconds = ((long)(validity ?? TimeSpan.FromDays(90)).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(folder, "pebble", "config.json"), $$"""
            {
              "pebble": {
                "listenAddress": "0.0.0.0:14000",
                "managementListenAddress": "0.0.0.0:15000",
                "certificate": "/pebble/server.pem",
                "privateKey": "/pebble/server.key",
                "httpPort": 80,
                "tlsPort": 443,
                "certificateValidityPeriod": {{seconds}},
                "profiles": { "default": { "description": "As older versions of Pebble by the line above", "validityPeriod": {{seconds}} } }
              }
            }
            """);
    }

    /// <summary>Believes this root and no other.</summary>
    public static X509ChainPolicy Trust(X509Certificate2 root) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { root },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    /// <summary>The command that asks it for its root.</summary>
    public static string[] AskForRoot(string host) =>
        ["curl", "--silent", "--show-error", "--fail", "--insecure", "--retry", "10", "--retry-connrefused", $"https://{host}:15000/roots/0"];

    /// <summary>From here on it is a part of the stack, and goes down with it.</summary>
    public async Task StartAsync()
    {
        _stack.Add("docker-compose.pebble.yml", $$"""
            services:
              {{Service}}:
                image: {{Image}}
                command: [-config, /pebble/config.json]
                environment:
                  PEBBLE_VA_NOSLEEP: "1"
                volumes:
                  - ./pebble:/pebble:ro
                networks: [backend]

            """);
        await _stack.RunAsync("up", "-d", "--no-deps", Service);
    }

    /// <summary>Its root, which a new start changes; the intermediate comes with each certificate.</summary>
    public async Task<X509Certificate2> RootAsync() => X509Certificate2.CreateFromPem(await _stack.ExecAsync("nginx", AskForRoot(Service)));

    // Certbot insists on an encrypted connection to an authority that it knows.
    private static void WriteServerCertificate(string folder, string host)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asRoot = new CertificateRequest("CN=Authority of the tests' authority", rootKey, HashAlgorithmName.SHA256);
        asRoot.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        asRoot.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        asRoot.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(asRoot.PublicKey, false));
        using var root = asRoot.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asServer = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        asServer.CertificateExtensions.Add(names.Build());
        asServer.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        asServer.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        asServer.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var server = asServer.Create(root, from, to, RandomNumberGenerator.GetBytes(16));

        System.IO.Directory.CreateDirectory(Path.Combine(folder, "pebble"));
        File.WriteAllText(Path.Combine(folder, "certbot", "ca.pem"), root.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "pebble", "server.pem"), server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "pebble", "server.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
