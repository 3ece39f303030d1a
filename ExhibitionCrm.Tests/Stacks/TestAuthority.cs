using System.Globalization;
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
    public const string Directory = "https://pebble:14000/dir";

    private const string Service = "pebble";

    private readonly ComposeStack _stack;

    private TestAuthority(ComposeStack stack) => _stack = stack;

    /// <summary>Makes the stack's certbot ask this authority. It answers after <see cref="StartAsync"/>.</summary>
    /// <param name="validity">Of the certificates that it issues.</param>
    public static TestAuthority AddTo(ComposeStack stack, TimeSpan? validity = null)
    {
        var seconds = ((long)(validity ?? TimeSpan.FromDays(90)).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        WriteServerCertificate(stack.Folder.Path);
        File.WriteAllText(Path.Combine(stack.Folder.Path, "pebble", "config.json"), $$"""
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
        stack.Add("docker-compose.names.yml", $$"""
            services:
              nginx:
                networks:
                  backend:
                    aliases: [{{ComposeStack.Domain}}]

            """);
        return new TestAuthority(stack);
    }

    /// <summary>From here on it is a part of the stack, and goes down with it.</summary>
    public async Task StartAsync()
    {
        _stack.Add("docker-compose.pebble.yml", $$"""
            services:
              {{Service}}:
                image: ghcr.io/letsencrypt/pebble:latest
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
    public async Task<X509Certificate2> RootAsync() => X509Certificate2.CreateFromPem(await _stack.ExecAsync(
        "nginx", "curl", "--silent", "--show-error", "--fail", "--insecure", "--retry", "10", "--retry-connrefused", $"https://{Service}:15000/roots/0"));

    // Certbot insists on an encrypted connection to an authority that it knows.
    private static void WriteServerCertificate(string folder)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asRoot = new CertificateRequest("CN=Authority of the tests' authority", rootKey, HashAlgorithmName.SHA256);
        asRoot.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        asRoot.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        asRoot.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(asRoot.PublicKey, false));
        using var root = asRoot.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asServer = new CertificateRequest($"CN={Service}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Service);
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
