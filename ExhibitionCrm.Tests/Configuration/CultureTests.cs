using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Configuration;

public sealed class CultureTests
{
    [Fact]
    public async Task Numbers_OnAMachineSetToGerman_LookAsEverywhere()
    {
        await using var site = await CrmSite.StartAsync();
        await site.Data.CustomersAsync(1_200);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        await using var german = CrmProcess.Start(new Dictionary<string, string?>(site.AllSettings()) { ["LANG"] = "de_DE.UTF-8" });
        await german.WaitUntilHealthyAsync();
        using var client = new CrmClient(german.Url, administrator.Cookies, () => german.Output);

        Assert.Equal("Resend the welcome email to 1,200 customers?", (await client.GetPageAsync("/mail/resend-many")).TextOf("h1"));
        Assert.Contains("1–100 of 1,200", (await client.GetPageAsync("/customers")).TextOf(".pager"), StringComparison.Ordinal);
    }
}
