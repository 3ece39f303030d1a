using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Tests.Mail;

public sealed class SmtpSecurityTests
{
    [Theory]
    [InlineData(false, "PLAIN")]
    [InlineData(false, "LOGIN")]
    [InlineData(true, "PLAIN LOGIN")]
    public async Task Send_OverTlsWithAnAccount_IsEncryptedAndSignedIn(bool isImplicit, string mechanisms)
    {
        using var certificate = TestCertificate.ForLoopback();
        await using var sink = SmtpSink.Start(new SmtpSecurity
        {
            Certificate = certificate,
            IsImplicit = isImplicit,
            Account = ("crm", "pass: wörd"),
            Mechanisms = mechanisms,
        });
        await using var site = await CrmSite.StartAsync([
            .. sink.Settings, (isImplicit ? "EMAIL_USE_SSL" : "EMAIL_USE_TLS", "True"), ("EMAIL_CA_FILE", certificate.Path),
            ("EMAIL_HOST_USER", "crm"), ("EMAIL_HOST_PASSWORD", "pass: wörd")]);

        await site.WaitForAsync(await site.RegisterAsync(), OutboxState.Sent);
        var received = Assert.Single(sink.Mails);
        Assert.True(received.IsEncrypted);
        Assert.Equal("crm", received.User);
    }

    [Fact]
    public async Task Send_WithTheWrongPassword_WaitsAndSaysSo()
    {
        await using var sink = SmtpSink.Start(new SmtpSecurity { Account = ("crm", "right") });
        await using var site = await CrmSite.StartAsync([.. sink.Settings, ("EMAIL_HOST_USER", "crm"), ("EMAIL_HOST_PASSWORD", "wrong-password")]);

        var mail = await site.WaitForErrorAsync(await site.RegisterAsync());
        Assert.Contains("rejected the sign-in", mail.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Log.Entries, entry => entry.Contains("wrong-password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_WithoutTheAccountThatTheServerWants_Waits()
    {
        await using var sink = SmtpSink.Start(new SmtpSecurity { Account = ("crm", "right") });
        await using var site = await CrmSite.StartAsync(sink.Settings);
        var mail = await site.WaitForErrorAsync(await site.RegisterAsync());
        Assert.Contains("Authentication required", mail.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_WithoutTrust_GivesNothingAway() => await AssertNoMailOverTls(TestCertificate.ForLoopback(), isTrusted: false);

    [Fact]
    public async Task Send_ToACertificateOfAnotherName_GivesNothingAway() => await AssertNoMailOverTls(TestCertificate.For("other.example"), isTrusted: true);

    [Fact]
    public async Task Send_WhenStartTlsIsNotOffered_GivesNothingAway()
    {
        await using var sink = SmtpSink.Start();
        await using var site = await CrmSite.StartAsync([.. sink.Settings, ("EMAIL_USE_TLS", "True")]);
        var mail = await site.WaitForErrorAsync(await site.RegisterAsync());
        Assert.Contains("STARTTLS", mail.LastError, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(sink.Steps, step => step.Verb == "MAIL");
    }

    private static async Task AssertNoMailOverTls(TestCertificate certificate, bool isTrusted)
    {
        using (certificate)
        {
            await using var sink = SmtpSink.Start(new SmtpSecurity { Certificate = certificate });
            await using var site = await CrmSite.StartAsync([
                .. sink.Settings, ("EMAIL_USE_TLS", "True"), ("EMAIL_CA_FILE", isTrusted ? certificate.Path : null)]);
            var mail = await site.WaitForErrorAsync(await site.RegisterAsync());
            Assert.Contains("TLS", mail.LastError, StringComparison.Ordinal);
            Assert.DoesNotContain(sink.Steps, step => step.Verb is "AUTH" or "MAIL");
        }
    }
}
