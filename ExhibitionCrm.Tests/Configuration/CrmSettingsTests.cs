using System.Net;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Exhibitions;
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
    [InlineData("DB_HOST", "a,,b")]
    [InlineData("DB_HOST", "a:five,b")]
    [InlineData("DB_HOST", "a:0")]
    [InlineData("DB_HOST", "https://db.example.org")]
    [InlineData("DB_SSL_MODE", "sometimes")]
    [InlineData("DB_CA_FILE", "/nowhere/ca.pem")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@a,b/exhibition?target_session_attrs=standby")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@a,b/exhibition?target_session_attrs=prefer-standby")]
    [InlineData("ConnectionStrings:exhibitiondb", "Host=a,b;Database=c;Target Session Attributes=read-only")]
    [InlineData("DATABASE_URL", "db:5432")]
    [InlineData("DATABASE_URL", "mysql://user:hunter2@db/exhibition")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@db")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@db/exhibition?nonsense=1")]
    [InlineData("DATABASE_URL", "postgres://user:hun#ter2@db/exhibition")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@db:port/exhibition")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@a:1,b:99999/exhibition")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@/exhibition")]
    [InlineData("DATABASE_URL", "postgres://user:hunter2@a,b,c/exhibition?port=1,2")]
    [InlineData("ConnectionStrings:exhibitiondb", "Host=db;Pass=hunter2")]
    [InlineData("EMAIL_BACKEND", "console")]
    [InlineData("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")]
    [InlineData("EMAIL_BACKEND", "pigeon")]
    [InlineData("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")]
    [InlineData("EMAIL_PORT", "-1")]
    [InlineData("EMAIL_TIMEOUT", "0")]
    [InlineData("EMAIL_USE_TLS", "sometimes")]
    [InlineData("DEFAULT_FROM_EMAIL", "nobody")]
    [InlineData("TIME_ZONE", "Mars/Olympus")]
    [InlineData("CURRENCY", "euro")]
    [InlineData("CURRENCY", "€")]
    [InlineData("CURRENCY", "eur")]
    [InlineData("CURRENCY", "ABC")]
    [InlineData("CURRENCY", "CLF")]
    [InlineData("PHONE_REGION", "Germany")]
    [InlineData("IMPLAUSIBLE_AMOUNT", "0")]
    [InlineData("IMPLAUSIBLE_AMOUNT", "1.50")]
    [InlineData("IMPLAUSIBLE_AMOUNT", "100000000")]
    [InlineData("TRUSTED_PROXIES", "300.1.1.1")]
    [InlineData("TRUSTED_PROXIES", "10.0.0.0/33")]
    [InlineData("TRUSTED_PROXIES", "nginx,http://proxy")]
    [InlineData("SIGN_IN_LIMIT", "0")]
    [InlineData("SESSION_HOURS", "0")]
    [InlineData("SESSION_HOURS", "721")]
    [InlineData("SESSION_HOURS", "a day")]
    [InlineData("SECOND_FACTOR_ROLES", "Administrator,Boss")]
    public void Read_AWrongValue_NamesTheVariableAndWhatItShouldBe(string name, string value)
    {
        var fault = OnlyFault((name, value));
        Assert.StartsWith(name.Replace(":", "__", StringComparison.Ordinal), fault, StringComparison.Ordinal);
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
            ("CURRENCY", "CHF"), ("IMPLAUSIBLE_AMOUNT", "2500"), ("PHONE_REGION", "CH"), ("TRUSTED_PROXIES", "172.18.0.0/16,10.0.0.1,nginx proxy_1.example.org"), ("DB_PORT", "5433"));
        Assert.False(options.Site.Debug);
        Assert.Equal("https://crm.example.org/", options.Site.AppUrl.ToString());
        Assert.Equal(["crm.example.org", "*.example.com"], options.Site.AllowedHosts);
        Assert.Equal(new ExhibitionTerms("Europe/Berlin", "CHF", 2_500m, "CH"), options.Exhibition);
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
        Assert.Equal(new ExhibitionTerms("UTC", "EUR", 10_000m, null), options.Exhibition);
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

    [Theory]
    [InlineData("channel_binding=require", "Channel Binding", "Require")]
    [InlineData("connect_timeout=9", "Timeout", "9")]
    [InlineData("connect_timeout=1", "Timeout", "2")]
    [InlineData("connect_timeout=-1", "Timeout", "0")]
    [InlineData("application_name=crm-of-hall-7", "Application Name", "crm-of-hall-7")]
    [InlineData("fallback_application_name=crm", "Application Name", "crm")]
    [InlineData("fallback_application_name=crm&application_name=hall", "Application Name", "hall")]
    [InlineData("application_name=hall&fallback_application_name=crm", "Application Name", "hall")]
    [InlineData("sslmode=verify-ca&sslrootcert=/etc/ca%20of%20ours.pem", "Root Certificate", "/etc/ca of ours.pem")]
    [InlineData("sslmode=verify-ca", "SSL Mode", "VerifyCA")]
    [InlineData("sslmode=require", "SSL Mode", "Require")]
    [InlineData("sslmode=require&sslrootcert=/etc/ca.pem", "SSL Mode", "VerifyCA")]
    [InlineData("sslrootcert=system", "SSL Mode", "VerifyFull")]
    [InlineData("sslcert=/c.pem&sslkey=/k.pem&sslpassword=p", "SSL Key", "/k.pem")]
    [InlineData("sslnegotiation=direct&sslmode=require", "SSL Negotiation", "Direct")]
    [InlineData("gssencmode=prefer", "GSS Encryption Mode", "Prefer")]
    [InlineData("require_auth=scram-sha-256", "Require Auth", "ScramSHA256")]
    [InlineData("require_auth=!password,!md5", "Require Auth", "!Password,!MD5")]
    [InlineData("client_encoding=UTF8", "Client Encoding", "UTF8")]
    [InlineData("keepalives=1", "TCP Keepalive", "True")]
    [InlineData("keepalives_idle=30&keepalives_interval=5", "TCP Keepalive Interval", "5")]
    [InlineData("load_balance_hosts=random", "Load Balance Hosts", "True")]
    [InlineData("target_session_attrs=read-write", "Target Session Attributes", "")]
    [InlineData("dbname=other&user=somebody", "Database", "other")]
    [InlineData("dbname=other&user=somebody", "Username", "somebody")]
    [InlineData("host=elsewhere&port=6000", "Host", "elsewhere")]
    [InlineData("host=elsewhere&port=6000", "Port", "6000")]
    [InlineData("host=%2Fvar%2Frun%2Fpostgresql", "Host", "/var/run/postgresql")]
    [InlineData("Maximum%20Pool%20Size=20", "Maximum Pool Size", "20")]
    public void Read_DatabaseUrlWithParameters_IsReadAsLibpqReadsIt(string parameters, string keyword, string expected)
    {
        var options = TestOptions.Read(("DATABASE_URL", $"postgres://crm@db/exhibition?{parameters}"));
        Assert.Equal(expected, $"{new NpgsqlConnectionStringBuilder(options.Database.ConnectionString)[keyword]}");
    }

    [Fact]
    public void Read_DatabaseUrlWithOptions_KeepsThemBesideTheProgramsOwn()
    {
        var options = TestOptions.Read(("DATABASE_URL", "postgres://crm@db/exhibition?options=-c%20statement_timeout%3D5000"));
        Assert.StartsWith("-c statement_timeout=5000 -c ", new NpgsqlConnectionStringBuilder(options.Database.ConnectionString).Options, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATABASE_URL", "postgres://crm@a,b/exhibition", "a,b", "read-write")]
    [InlineData("DATABASE_URL", "postgres://crm@a:6000,[2001:db8::1]:6001/exhibition?target_session_attrs=primary", "a:6000,[2001:db8::1]:6001", "primary")]
    [InlineData("DATABASE_URL", "postgres://crm@/exhibition?host=a,b&port=6000,6001&target_session_attrs=any", "a:6000,b:6001", "any")]
    [InlineData("DATABASE_URL", "postgres://crm@a,b/exhibition?port=6000", "a:6000,b:6000", "read-write")]
    [InlineData("DB_HOST", "a,b:6001", "a,b:6001", "read-write")]
    [InlineData("DB_HOST", " a , b:6001 ", "a,b:6001", "read-write")]
    [InlineData("DB_HOST", "a", "a", null)]
    [InlineData("ConnectionStrings:exhibitiondb", "Host=a,b;Database=exhibition", "a,b", "read-write")]
    public void Read_SeveralServers_PrefersTheOneThatCanBeWrittenTo(string name, string value, string hosts, string? attributes)
    {
        var connection = new NpgsqlConnectionStringBuilder(TestOptions.Read((name, value)).Database.ConnectionString);
        Assert.Equal((hosts, attributes), (connection.Host, connection.TargetSessionAttributes));
    }

    [Fact]
    public void Read_AHostWithItsPort_IsThatHost() =>
        Assert.Equal(("db", 6000), Connection(TestOptions.Read(("DB_HOST", "db:6000"), ("DB_PORT", "5433"))) is var c ? (c.Host, c.Port) : default);

    [Theory]
    [InlineData(null, SslMode.Prefer)]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("require", SslMode.Require)]
    [InlineData("Verify-Full", SslMode.VerifyFull)]
    public void Read_SslMode_IsReadAsLibpqReadsIt(string? value, SslMode expected) =>
        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(TestOptions.Read(("DB_SSL_MODE", value)).Database.ConnectionString).SslMode);

    [Theory]
    [InlineData(null, SslMode.VerifyFull)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    public void Read_AuthorityOfTheDatabase_IsVerifiedBy(string? mode, SslMode expected)
    {
        using var authority = TestCertificate.ForLoopback();
        var connection = new NpgsqlConnectionStringBuilder(TestOptions.Read(("DB_CA_FILE", authority.Path), ("DB_SSL_MODE", mode)).Database.ConnectionString);
        Assert.Equal((expected, authority.Path), (connection.SslMode, connection.RootCertificate));
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("prefer")]
    [InlineData("require")]
    public void Read_AuthorityThatNothingIsVerifiedBy_IsRefused(string mode)
    {
        using var authority = TestCertificate.ForLoopback();
        Assert.StartsWith("DB_SSL_MODE", OnlyFault(("DB_CA_FILE", authority.Path), ("DB_SSL_MODE", mode)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AuthorityWithoutACertificate_IsRefused()
    {
        var file = Path.GetTempFileName();
        Assert.StartsWith("DB_CA_FILE", OnlyFault(("DB_CA_FILE", file)), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("tcp_user_timeout=5", "keepalives_idle")]
    [InlineData("hostaddr=10.0.0.1", "in the place of the host")]
    [InlineData("service=hunter2", "into the URL")]
    [InlineData("conect_timeout=5", "correct its name")]
    [InlineData("connect_timeout=hunter2", "value")]
    [InlineData("channel_binding=hunter2", "value")]
    [InlineData("target_session_attrs=hunter2", "value")]
    [InlineData("require_auth=hunter2", "value")]
    [InlineData("sslmode=hunter2", "value")]
    [InlineData("load_balance_hosts=hunter2", "value")]
    public void Read_DatabaseUrlWithAParameterThatCannotBe_NamesItAndWhatToDo(string parameter, string advice)
    {
        var fault = OnlyFault(("DATABASE_URL", $"postgres://crm:hunter2@db/exhibition?{parameter}"));
        Assert.Contains($"\"{parameter.Split('=')[0]}\"", fault, StringComparison.Ordinal);
        Assert.Contains(advice, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
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
            "DEBUG", "DB_PORT", "DB_SSL_MODE", "DB_CA_FILE", "DATABASE_URL", "EMAIL_BACKEND", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD",
            "EMAIL_TIMEOUT", "EMAIL_CA_FILE", "EMAIL_FILE_PATH", "OUTBOX_LANES", "TIME_ZONE", "CURRENCY", "IMPLAUSIBLE_AMOUNT", "PHONE_REGION", "TRUSTED_PROXIES", "SIGN_IN_LIMIT",
            "SESSION_HOURS", "SECOND_FACTOR_ROLES",
            "SECRET_KEY_FILE", "SECRET_KEY_FALLBACKS", "DATABASE_URL_FILE", "DB_PASSWORD_FILE", "EMAIL_HOST_PASSWORD_FILE",
        ];
        var unset = TestOptions.Read();
        var empty = TestOptions.Read([.. optional.Select(name => (name, (string?)""))]);
        Assert.Equal(unset.Site with { AllowedHosts = [], TrustedProxies = TrustedProxies.None }, empty.Site with { AllowedHosts = [], TrustedProxies = TrustedProxies.None });
        Assert.Equal((unset.Database, unset.Exhibition, unset.SignIn, unset.Sessions), (empty.Database, empty.Exhibition, empty.SignIn, empty.Sessions));
        Assert.True(empty.Site.TrustedProxies.AreNone);
        Assert.Equal(unset.Mail with { From = empty.Mail.From }, empty.Mail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("postgres://crm:secret@db/exhibition")]
    public void Read_ADatabase_IsReachedWithoutKerberos(string? url) => Assert.Equal(
        GssEncryptionMode.Disable, new NpgsqlConnectionStringBuilder(TestOptions.Read(("DATABASE_URL", url)).Database.ConnectionString).GssEncryptionMode);

    [Theory]
    [InlineData("console-only", MailBackend.Console)]
    [InlineData("SMTP", MailBackend.Smtp)]
    [InlineData("file", MailBackend.File)]
    [InlineData("django.core.mail.backends.smtp.EmailBackend", MailBackend.Smtp)]
    [InlineData("django.core.mail.backends.filebased.EmailBackend", MailBackend.File)]
    [InlineData(null, MailBackend.Smtp)]
    public void Read_EmailBackend_KnowsTheOldNames(string? value, MailBackend expected) =>
        Assert.Equal(expected, TestOptions.Read(("EMAIL_BACKEND", value), ("EMAIL_FILE_PATH", "/tmp/mail")).Mail.Backend);

    [Theory]
    [InlineData("console")]
    [InlineData("django.core.mail.backends.console.EmailBackend")]
    public void Read_ConsoleBackendInDebug_NeedsNoOtherWord(string value) =>
        Assert.Equal(MailBackend.Console, TestOptions.Read(("DEBUG", "True"), ("EMAIL_BACKEND", value)).Mail.Backend);

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
