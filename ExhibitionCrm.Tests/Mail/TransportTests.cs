using ExhibitionCrm.Web.Outbox;
using MimeKit;

namespace ExhibitionCrm.Tests.Mail;

public sealed class TransportTests
{
    [Fact]
    public async Task FileBackend_WritesWholeMailsNamedByMessageId()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"mail-{Guid.NewGuid():N}");
        try
        {
            await using var site = await CrmSite.StartAsync(
                ("EMAIL_BACKEND", "file"), ("EMAIL_FILE_PATH", folder), ("DEFAULT_FROM_EMAIL", "crm@exhibition.example"), ("OUTBOX_LANES", "4"));
            var customer = await site.RegisterAsync();
            var mail = await site.WaitForAsync(customer, OutboxState.Sent);
            var file = Assert.Single(Directory.GetFiles(folder));
            Assert.Equal($"{mail.Id}@exhibition.example.eml", Path.GetFileName(file));
            Assert.Equal($"Welcome! Your Customer ID: {customer.Id}", (await MimeMessage.LoadAsync(file)).Subject);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task FileBackend_WithoutAPlaceToWrite_Waits()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var site = await CrmSite.StartAsync(("EMAIL_BACKEND", "file"), ("EMAIL_FILE_PATH", Path.Combine(file, "below")), ("OUTBOX_LANES", "4"));
            var mail = await site.WaitForErrorAsync(await site.RegisterAsync());
            Assert.StartsWith("Couldn't write the file", mail.LastError, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task ConsoleBackend_PrintsTheMail()
    {
        await using var site = await CrmSite.StartAsync(("EMAIL_BACKEND", "console-only"), ("OUTBOX_LANES", "1"));
        var customer = await site.RegisterAsync();
        await site.WaitForAsync(customer, OutboxState.Sent);
        var printed = Assert.Single(site.Log.Entries, entry => entry.Contains($"Subject: Welcome! Your Customer ID: {customer.Id}", StringComparison.Ordinal));
        Assert.Contains(customer.Email, printed, StringComparison.Ordinal);
        Assert.Contains($"qr_{customer.Id}.png", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lanes_WithNone_SendNothingAndAreHealthy()
    {
        await using var site = await CrmSite.StartAsync(("EMAIL_BACKEND", "console-only"), ("OUTBOX_LANES", "0"));
        var customer = await site.RegisterAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal((OutboxState.Queued, 0), (await site.MailOfAsync(customer)) is var mail ? (mail.State, mail.Attempts) : default);
        using var stranger = site.Anonymous();
        await Eventually.TrueAsync(
            async () =>
            {
                using var health = await stranger.Http.GetAsync(new Uri("/health", UriKind.Relative));
                return health.IsSuccessStatusCode;
            },
            "a healthy site", TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData("OUTBOX_LANES", "-1")]
    [InlineData("OUTBOX_LANES", "many")]
    [InlineData("EMAIL_CA_FILE", "/nowhere/ca.pem")]
    [InlineData("EMAIL_CA_FILE", "/dev/null")]
    public async Task Settings_ThatCannotBe_StopTheStartByName(string name, string value)
    {
        var (exitCode, output) = await CrmProcess.RunAsync(new Dictionary<string, string?>
        {
            ["DEBUG"] = "True",
            ["ConnectionStrings:exhibitiondb"] = "Host=127.0.0.1;Database=none",
            [name] = value,
        });
        Assert.Equal(2, exitCode);
        Assert.Contains(name, output, StringComparison.Ordinal);
    }
}
