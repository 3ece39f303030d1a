using System.Net;
using System.Security.Cryptography.X509Certificates;
using ExhibitionCrm.AppHost;
using Npgsql;

namespace ExhibitionCrm.Tests.Failover;

/// <summary>The way to the database by TLS, with an authority of its own.</summary>
public sealed class EncryptedDatabaseTests : IAsyncLifetime
{
    private readonly TestCertificate _certificate = TestCertificate.ForLoopback();
    private readonly string _folder = Directory.CreateTempSubdirectory("exhibition-crm-tls-").FullName;
    private LocalPostgres _server = null!;

    public async Task InitializeAsync()
    {
        var (certificate, key) = (Path.Combine(_folder, "server.pem"), Path.Combine(_folder, "server.key"));
        await File.WriteAllTextAsync(certificate, _certificate.Certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, _certificate.Certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
        {
            // The server takes no key that others may read.
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await ServerAccount.Current.TakeOverAsync(_folder, CancellationToken.None);
        _server = await LocalPostgres.StartAsync(LocalPostgresOptions.Temporary() with
        {
            Settings = new Dictionary<string, string> { ["ssl"] = "on", ["ssl_cert_file"] = certificate, ["ssl_key_file"] = key },
        });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("127.0.0.1:{0}")]
    [InlineData("127.0.0.1:1,127.0.0.1:{0}")]
    public async Task Database_OfThisAuthority_IsReachedEncrypted(string hosts)
    {
        var settings = Settings(hosts, _certificate);
        var (code, output) = await CrmProcess.RunAsync(settings, "migrate");
        Assert.True(code == 0, output);
        await using var site = await CrmSite.StartAsync([("ConnectionStrings:exhibitiondb", null), .. settings.Where(s => s.Key.StartsWith("DB_", StringComparison.Ordinal)).Select(s => (s.Key, s.Value))]);
        using var stranger = site.Anonymous();
        await Eventually.TrueAsync(async () => await StatusOfHealthAsync(stranger) == HttpStatusCode.OK, "a healthy site", TimeSpan.FromMinutes(2));
        Assert.NotEqual(0, await CountEncryptedAsync());
    }

    [Theory]
    [InlineData("127.0.0.1:{0}")]
    [InlineData("127.0.0.1:1,127.0.0.1:{0}")]
    public async Task Database_OfAnotherAuthority_IsRefusedInClearWords(string hosts)
    {
        using var other = TestCertificate.ForLoopback();
        await RefusedAsync(Settings(hosts, other));
    }

    [Fact]
    public async Task Database_UnderAnotherName_IsRefusedInClearWords() => await RefusedAsync(Settings("localhost:{0}", _certificate));

    private static async Task RefusedAsync(Dictionary<string, string?> settings)
    {
        var (code, output) = await CrmProcess.RunAsync(settings, "migrate");
        Assert.NotEqual(0, code);
        Assert.Contains("certificate", output, StringComparison.Ordinal);
        Assert.Contains("DB_CA_FILE", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);

        await using var site = await CrmSite.StartAsync([("ConnectionStrings:exhibitiondb", null), .. settings.Where(s => s.Key.StartsWith("DB_", StringComparison.Ordinal)).Select(s => (s.Key, s.Value))]);
        using var stranger = site.Anonymous();
        await Eventually.TrueAsync(
            async () => await StatusOfHealthAsync(stranger) == HttpStatusCode.ServiceUnavailable && site.Log.Errors.Any(e => e.Contains("DB_CA_FILE", StringComparison.Ordinal)),
            "health to say what is wrong",
            TimeSpan.FromMinutes(2));
    }

    private static async Task<HttpStatusCode> StatusOfHealthAsync(CrmClient client)
    {
        using var answer = await client.Http.GetAsync(new Uri("/health", UriKind.Relative));
        return answer.StatusCode;
    }

    private Dictionary<string, string?> Settings(string hosts, TestCertificate authority) => new(TestOptions.Complete)
    {
        ["DB_HOST"] = string.Format(null, hosts, _server.Port),
        ["DB_NAME"] = "crm_tls",
        ["DB_USER"] = LocalPostgres.UserName,
        ["DB_PASSWORD"] = new NpgsqlConnectionStringBuilder(_server.ConnectionString("postgres")).Password,
        ["DB_CA_FILE"] = authority.Path,
    };

    private async Task<long> CountEncryptedAsync()
    {
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString("postgres"));
        await using var command = source.CreateCommand("select count(*) from pg_stat_ssl join pg_stat_activity using (pid) where ssl and datname = 'crm_tls'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
