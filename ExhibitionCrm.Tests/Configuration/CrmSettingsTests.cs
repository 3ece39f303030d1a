using System.Net;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Mail;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class CrmSettingsTests
{
    [Theory]
    [InlineData("SECRET_KEY")]
    [InlineData("ALLOWED_HOSTS")]
    [InlineData("APP_URL")]
    [InlineData("DB_HOST")]
    [InlineData("DB_NAME")]
    [InlineData("DB_USER")]
    [InlineData("EMAIL_HOST")]
    [InlineData("DEFAULT_FROM_EMAIL")]
    public void Read_WithoutAVariableThatIsNeeded_NamesIt(string name)
    {
        Assert.StartsWith(name, OnlyFault((name, null)), StringComparison.Ordinal);
        Assert.StartsWith(name, OnlyFault((name, "  ")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DEBUG", "maybe")]
    [InlineData("SECRET_KEY", "hunter2")]
    [InlineData("SECRET_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("SECRET_KEY", "django-insecure-8s7d6f5g4h3j2k1l0q9w8e7r6t5y4u3i2o1p")]
    [InlineData("SECRET_KEY", "please-CHANGE-me-8s7d6f5g4h3j2k1l0q9w8e7r6t5y4u3i2o1p")]
    [InlineData("ALLOWED_HOSTS", "https://crm.example.org")]
    [InlineData("APP_URL", "crm.example.org")]
    [InlineData("APP_URL", "ftp://crm.example.org")]
    [InlineData("APP_URL", "javascript:alert(1)")]
    [InlineData("APP_URL", "https://crm.example.org/?a=b")]
    [InlineData("APP_URL", "https://crm.example.org/#start")]
    [InlineData("APP_URL", "https://somebody@crm.example.org")]
    [InlineData("APP_URL", "https://example.org/crm")]
    [InlineData("APP_URL", "https://example.org/crm/")]
    [InlineData("DB_PORT", "five")]
    [InlineData("DB_PORT", "0")]
    [InlineData("DB_PORT", "65536")]
    [InlineData("DATABASE_URL", "db:5432")]
    [InlineData("DATABASE_URL", "mysql://user:hunter2@db/exhibition")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@db")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@db/exhibition?nonsense=1")]
    [InlineData("DATABASE_URL", "postgres://user:hun#ter2@db/exhibition")]
    [InlineData("EMAIL_BACKEND", "pigeon")]
    [InlineData("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")]
    [InlineData("EMAIL_PORT", "-1")]
    [InlineData("EMAIL_TIMEOUT", "0")]
    [InlineData("EMAIL_USE_TLS", "sometimes")]
    [InlineData("DEFAULT_FROM_EMAIL", "nobody")]
    [InlineData("TIME_ZONE", "Mars/Olympus")]
    [InlineData("CURRENCY", "euro")]
    [InlineData("CURRENCY", "€")]
    [InlineData("PHONE_REGION", "Germany")]
    [InlineData("TRUSTED_PROXIES", "300.1.1.1")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/33")]
    [InlineData("TRUSTED_PROXIES", "nginx,http://proxy")]
    [InlineData("SIGN_IN_LIMIT", "0")]
    public void Read_AWrongValue_NamesTheVariableAndWhatItShouldBe(string name, string value)
    {
        var fault = OnlyFault((name, value));
        Assert.StartsWith(name, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
        if (name == "SECRET_KEY")
        {
            Assert.DoesNotContain(value, fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_SeveralFaults_SaysAllAtOnceAndNoSecret()
    {
        var faults = Faults(("SECRET_KEY", "hunter2"), ("TIME_ZONE", "Mars"), ("DATABASE_URL", "x://u:hunter2@h/d"), ("EMAIL_HOST_PASSWORD", "hunter2"), ("EMAIL_PORT", "x"));
        Assert.Equal(["SECRET_KEY", "TIME_ZONE", "DATABASE_URL", "EMAIL_PORT"], faults.Select(f => f.Split(' ')[0]));
        Assert.DoesNotContain("hunter2", string.Join(' ', faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TlsAndSslTogether_AreRefused() =>
        Assert.Contains("EMAIL_USE_SSL", OnlyFault(("EMAIL_USE_TLS", "True"), ("EMAIL_USE_SSL", "True")), StringComparison.Ordinal);

    [Fact]
    public void Read_WhatOperatorsSet_IsUnderstood()
    {
        var options = TestOptions.Read(
            ("APP_URL", "https://crm.example.org/"), ("ALLOWED_HOSTS", "crm.example.org, .example.com"), ("TIME_ZONE", "Europe/Berlin"),
            ("CURRENCY", "CHF"), ("PHONE_REGION", "CH"), ("TRUSTED_PROXIES", "172.18.0.0/16,10.0.0.1,nginx proxy_1.example.org"), ("DB_PORT", "5433"));
        Assert.False(options.Site.Debug);
        Assert.Equal("https://crm.example.org/", options.Site.AppUrl.ToString());
        Assert.Equal(["crm.example.org", "*.example.com"], options.Site.AllowedHosts);
        Assert.Equal("Europe/Berlin", options.Site.TimeZone.Id);
        Assert.Equal(("CHF", "CH"), (options.Site.Currency, options.Phones.Region));
        Assert.Equal([IPNetwork.Parse("172.18.0.0/16"), IPNetwork.Parse("10.0.0.1/32")], options.Site.TrustedProxies.Networks);
        Assert.Equal(["nginx", "proxy_1.example.org"], options.Site.TrustedProxies.Names);
        Assert.Equal(("db", 5433, "exhibition", "crm", "a;b'c"), Connection(options));
    }

    [Fact]
    public void Read_InDebug_NeedsADatabaseAlone()
    {
        var options = TestSettings.Read(new Dictionary<string, string?> { ["DEBUG"] = "True", ["DATABASE_URL"] = "postgres://crm@db/crm" });
        Assert.True(options.Site.Debug);
        Assert.Equal(MailBackend.Console, options.Mail.Backend);
        Assert.Equal("UTC", options.Site.TimeZone.Id);
        Assert.Equal("EUR", options.Site.Currency);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("on", true)]
    [InlineData("False", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Read_Debug_AsPythonProgramsWroteIt(string? value, bool expected) => Assert.Equal(expected, TestOptions.Read(("DEBUG", value)).Site.Debug);

    [Theory]
    [InlineData("postgres://crm:secret@db/exhibition", "db", 5432, "exhibition", "crm", "secret")]
    [InlineData("postgresql://crm:secret@db:6000/exhibition", "db", 6000, "exhibition", "crm", "secret")]
    [InlineData("postgres://u%40ser:p%3A%2F%40%23%25%3B%27%22+x@db.example.org:5432/d%20b", "db.example.org", 5432, "d b", "u@ser", "p:/@#%;'\"+x")]
    [InlineData("postgres://crm@db/exhibition", "db", 5432, "exhibition", "crm", null)]
    [InlineData("postgres://crm:a:b@db/exhibition", "db", 5432, "exhibition", "crm", "a:b")]
    public void Read_DatabaseUrl_IsDecoded(string url, string host, int port, string database, string user, string? password) =>
        Assert.Equal((host, port, database, user, password), Connection(TestOptions.Read(("DATABASE_URL", url))));

    [Fact]
    public void Read_DatabaseUrlWithSslMode_KeepsIt()
    {
        var options = TestOptions.Read(("DATABASE_URL", "postgres://crm@db/exhibition?sslmode=verify-full"));
        Assert.Equal(SslMode.VerifyFull, new NpgsqlConnectionStringBuilder(options.Database.ConnectionString).SslMode);
    }

    [Fact]
    public void Read_AConnectionStringFromAspire_WinsOverEverything()
    {
        var options = TestOptions.Read(
            ("ConnectionStrings:exhibitiondb", "Host=aspire;Port=1;Database=a;Username=b;Password=c"), ("DATABASE_URL", "postgres://crm@db/exhibition"));
        Assert.Equal(("aspire", 1, "a", "b", "c"), Connection(options));
    }

    [Fact]
    public void Read_EmptyValues_AreAsIfNotSet()
    {
        // Compose passes a variable that is not set as an empty one.
        string[] optional =
        [
            "DEBUG", "DB_PORT", "DATABASE_URL", "EMAIL_BACKEND", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD",
            "EMAIL_TIMEOUT", "EMAIL_CA_FILE", "EMAIL_FILE_PATH", "OUTBOX_LANES", "TIME_ZONE", "CURRENCY", "PHONE_REGION", "TRUSTED_PROXIES", "SIGN_IN_LIMIT",
        ];
        var unset = TestOptions.Read();
        var empty = TestOptions.Read([.. optional.Select(name => (name, (string?)""))]);
        Assert.Equal(unset.Site with { AllowedHosts = [], TrustedProxies = TrustedProxies.None }, empty.Site with { AllowedHosts = [], TrustedProxies = TrustedProxies.None });
        Assert.Equal((unset.Database, unset.Phones, unset.SignIn), (empty.Database, empty.Phones, empty.SignIn));
        Assert.True(empty.Site.TrustedProxies.AreNone);
        Assert.Equal(unset.Mail with { From = empty.Mail.From }, empty.Mail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("postgres://crm:secret@db/exhibition")]
    public void Read_ADatabase_IsReachedWithoutKerberos(string? url) => Assert.Equal(
        GssEncryptionMode.Disable, new NpgsqlConnectionStringBuilder(TestOptions.Read(("DATABASE_URL", url)).Database.ConnectionString).GssEncryptionMode);

    [Theory]
    [InlineData("console", MailBackend.Console)]
    [InlineData("SMTP", MailBackend.Smtp)]
    [InlineData("file", MailBackend.File)]
    [InlineData("django.core.mail.backends.console.EmailBackend", MailBackend.Console)]
    [InlineData("django.core.mail.backends.smtp.EmailBackend", MailBackend.Smtp)]
    [InlineData("django.core.mail.backends.filebased.EmailBackend", MailBackend.File)]
    [InlineData(null, MailBackend.Smtp)]
    public void Read_EmailBackend_KnowsTheOldNames(string? value, MailBackend expected) =>
        Assert.Equal(expected, TestOptions.Read(("EMAIL_BACKEND", value), ("EMAIL_FILE_PATH", "/tmp/mail")).Mail.Backend);

    [Fact]
    public void Read_FileBackendWithoutAFolder_IsRefused() =>
        Assert.StartsWith("EMAIL_FILE_PATH", OnlyFault(("EMAIL_BACKEND", "file")), StringComparison.Ordinal);

    [Theory]
    [InlineData("DB_WEB_USER", "DB_WEB_PASSWORD")]
    [InlineData("DB_BACKUP_USER", "DB_BACKUP_PASSWORD")]
    public void Read_OfARoleWithoutItsPassword_NamesIt(string role, string password) =>
        Assert.StartsWith($"{password} is missing", OnlyFault((role, "somebody")), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null, null, MailEncryption.None, 25)]
    [InlineData("True", null, null, MailEncryption.StartTls, 587)]
    [InlineData("False", "True", null, MailEncryption.Tls, 465)]
    [InlineData("True", null, "2525", MailEncryption.StartTls, 2525)]
    public void Read_MailEncryption_SetsThePortUnlessItIsGiven(string? startTls, string? tls, string? port, MailEncryption encryption, int expected)
    {
        var mail = TestOptions.Read(("EMAIL_USE_TLS", startTls), ("EMAIL_USE_SSL", tls), ("EMAIL_PORT", port)).Mail;
        Assert.Equal((encryption, expected), (mail.Encryption, mail.Port));
    }

    [Fact]
    public void ToString_OfOptions_HoldsNoSecret()
    {
        var options = TestOptions.Read(("EMAIL_HOST_PASSWORD", "hunter2"), ("SECRET_KEY", "hunter2-p0Yw4kX8sLq2vN6tRz1bHc9mJf3dGa7"), ("DB_PASSWORD", "hunter2"));
        Assert.DoesNotContain("hunter2", $"{options}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithWrongSettings_SaysWhatIsWrongWithoutAStackTrace()
    {
        var settings = new Dictionary<string, string?>(TestOptions.Complete) { ["SECRET_KEY"] = "hunter2", ["TIME_ZONE"] = "Mars" };
        var (exitCode, output) = await CrmProcess.RunAsync(settings);
        Assert.Equal(2, exitCode);
        Assert.Contains("SECRET_KEY is too short", output, StringComparison.Ordinal);
        Assert.Contains("TIME_ZONE must be", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_WithWrongSettings_EndsInTheSameWay()
    {
        var (exitCode, output) = await CrmProcess.RunAsync(new Dictionary<string, string?> { ["SECRET_KEY"] = "hunter2" }, "migrate");
        Assert.Equal(2, exitCode);
        Assert.Contains("DB_HOST is missing", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Faults(params (string Name, string? Value)[] changes) =>
        Assert.Throws<InvalidSettingsException>(() => TestOptions.Read(changes)).Faults;

    private static string OnlyFault(params (string Name, string? Value)[] changes) => Assert.Single(Faults(changes));

    private static (string? Host, int Port, string? Database, string? User, string? Password) Connection(TestSettings options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.Database.ConnectionString);
        return (connection.Host, connection.Port, connection.Database, connection.Username, connection.Password);
    }
}
