using System.Net;
using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The production stack from a bare server to its end.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class ProductionStackLifeTests(ITestOutputHelper output)
{
    [EngineFact]
    public async Task Stack_FromNothing_GetsItsCertificateServesACounterAndLosesDataOnlyByDownWithVolumes()
    {
        await using var mail = SmtpSink.Start(address: IPAddress.Any);
        await using var stack = await ProductionSite.CreateAsync(mail);
        stack.LookOften("web", "nginx", "certbot", "backup");
        var authority = TestAuthority.AddTo(stack, validity: TimeSpan.FromHours(1));
        await stack.UpAsync();
        await AssertServesWithoutAuthorityAsync(stack);

        await authority.StartAsync();
        stack.TrustedRoot = await authority.RootAsync();
        await stack.WaitServingAsync();
        await stack.WaitHealthyAsync(output);

        using var counter = await Counter.OpenAsync(stack);
        var id = await StackLife.AssertCounterServesAsync(counter, mail);
        await AssertRenewsUnderLoadAsync(stack);
        await stack.ExecAsync("backup", "backup");
        var counts = await CountsAsync(stack);
        using var certificate = await stack.CertificateAsync();
        var issuer = certificate.Issuer;

        await StackLife.DownAndUpAsync(stack);
        await AssertStartsWithCertificateAsync(stack, issuer);
        Assert.Contains("20.00 EUR", await counter.FactsOfAsync(id), StringComparison.Ordinal);
        Assert.Equal(counts, await CountsAsync(stack));

        await StackLife.DownAndUpAsync(stack, "--volumes");
        await AssertStartsWithCertificateAsync(stack, issuer);
        Assert.Equal("0|0|0", await CountsAsync(stack));
        Assert.Single(Directory.GetDirectories(Path.Combine(stack.Folder.Path, "backups")));
    }

    // Until another authority is trusted, visitors put up with the placeholder and nothing else.
    private static async Task AssertServesWithoutAuthorityAsync(ComposeStack stack)
    {
        await stack.WaitServingAsync();
        await Eventually.TrueAsync(
            async () => (await stack.LogsAsync("certbot")).Contains("the next try is in", StringComparison.Ordinal), "certbot to announce another try");
    }

    private static async Task AssertRenewsUnderLoadAsync(ComposeStack stack)
    {
        // New versions of certbot renew no short-lived certificate before half of its life is over.
        await stack.ExecAsync("certbot", "sed", "-i", "1i renew_before_expiry = 1 day", "/etc/letsencrypt/renewal/crm.conf");
        await using var load = StackLoad.StartWithNewConnections(stack);
        await load.WaitForAsync(10);
        stack.Set("CERTBOT_RENEW_SECONDS", "5");
        await stack.RunAsync("up", "-d", "--no-deps", "certbot");

        var seen = new HashSet<string>();
        await Eventually.TrueAsync(
            async () =>
            {
                using var certificate = await stack.CertificateAsync();
                return seen.Add(certificate.SerialNumber) && seen.Count == 4;
            },
            "three renewals to be taken up",
            TimeSpan.FromMinutes(2));
        stack.Set("CERTBOT_RENEW_SECONDS", "43200");
        await stack.RunAsync("up", "-d", "--no-deps", "certbot");
        await load.WaitForAsync(load.Acknowledged.Count + 10);
        await load.StopAsync();
        Assert.True(load.Failures.Count == 0, string.Join('\n', load.Failures));
    }

    // Each start of the test authority has another name: what bears the former one is from before.
    private static async Task AssertStartsWithCertificateAsync(ComposeStack stack, string issuer)
    {
        using var shown = await stack.CertificateAsync();
        Assert.Equal(issuer, shown.Issuer);
        await stack.WaitServingAsync();
    }

    private static async Task<string> CountsAsync(ComposeStack stack) => Assert.Single(await stack.QueryAsync(
        "select (select count(*) from customers), (select count(*) from bills), (select count(*) from users)"));
}
