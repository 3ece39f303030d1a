using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Settings;

public sealed class SettingsTests
{
    [Fact]
    public async Task Get_ShowsWhatIsSet_ButNoSecret()
    {
        const string password = "mail-pass-phrase";
        await using var site = await CrmSite.StartAsync(
            ("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", "mail.example.org"), ("EMAIL_HOST_USER", "crm"), ("EMAIL_HOST_PASSWORD", password),
            ("EMAIL_USE_TLS", "True"), ("DEFAULT_FROM_EMAIL", "Hall 7 <hall7@example.org>"));
        using var client = await site.SignInAsync(Roles.Administrator);

        var page = await client.GetPageAsync("/settings");

        Assert.Contains("mail.example.org, port 587, encrypted with STARTTLS", page.Text, StringComparison.Ordinal);
        Assert.Contains("hall7@example.org", page.Text, StringComparison.Ordinal);
        Assert.Contains("Europe/Berlin", page.Text, StringComparison.Ordinal);
        Assert.Equal("Send me a test email", page.TextOf("form[action='/mail/test'] button"));
        var html = await client.Http.GetStringAsync(new Uri("/settings", UriKind.Relative));
        Assert.All([password, site.AllSettings()["SECRET_KEY"]!, "Password="], secret => Assert.DoesNotContain(secret, html, StringComparison.Ordinal));
    }
}
