using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ExhibitionCrm.Tests;

/// <summary>A self-signed certificate, and the file that makes it trusted.</summary>
public sealed class TestCertificate : IDisposable
{
    private TestCertificate(X509Certificate2 certificate)
    {
        Certificate = certificate;
        File.WriteAllText(Path, certificate.ExportCertificatePem());
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>For EMAIL_CA_FILE.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.pem");

    public static TestCertificate ForLoopback() => For(names => names.AddIpAddress(IPAddress.Loopback));

    public static TestCertificate For(string host) => For(names => names.AddDnsName(host));

    public void Dispose()
    {
        File.Delete(Path);
        Certificate.Dispose();
    }

    private static TestCertificate For(Action<SubjectAlternativeNameBuilder> name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test mail server", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        name(names);
        request.CertificateExtensions.Add(names.Build());
        return new TestCertificate(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)));
    }
}
