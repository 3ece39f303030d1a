using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Settings;

public sealed class SettingsPageTests
{
    [Fact]
    public async Task Get_AsAdministrator_ShowsSettingsButNoSecret()
    {
        await using var site = await CrmSite.StartAsync(
            ("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", "smtp.example.org"), ("DEFAULT_FROM_EMAIL", "crm@example.org"),
            ("EMAIL_HOST_USER", "mailer"), ("EMAIL_HOST_PASSWORD", "hunter2"), ("EMAIL_USE_TLS", "True"));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync("/settings");
        Assert.Contains("Europe/Berlin", page.Text, StringComparison.Ordinal);
        Assert.Contains("smtp.example.org, port 587, encrypted with STARTTLS", page.Text, StringComparison.Ordinal);
        var source = page.Document.Source.Text;
        Assert.DoesNotContain("hunter2", source, StringComparison.Ordinal);
        Assert.DoesNotContain(site.AllSettings()["SECRET_KEY"]!, source, StringComparison.Ordinal);
        var password = new Npgsql.NpgsqlConnectionStringBuilder(site.Database.WebConnectionString).Password!;
        Assert.DoesNotContain(password, source, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Log.Entries, entry => entry.Contains("hunter2", StringComparison.Ordinal) || entry.Contains(password, StringComparison.Ordinal));
    }
}
