using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>An address whose domain is in Unicode for people and in ASCII for browsers and mail servers.</summary>
public sealed class InternationalAddressTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("info@müller-messe.de", "info@müller-messe.de")]
    [InlineData("info@xn--mller-messe-thb.de", "info@müller-messe.de")]
    [InlineData("INFO@Müller-Messe.de", "INFO@müller-messe.de")]
    [InlineData("ann@p\u0430ypal.com", "ann@xn--pypal-4ve.com")]
    public async Task Register_EitherForm_IsKeptInOne(string typed, string kept)
    {
        // To the same mailbox by another spelling: nobody is to be a duplicate.
        await site.ReadAsync(db => db.Customers.ExecuteDeleteAsync());
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(
            await staff.GetPageAsync("/customers/new"), ("Input.Name", "Ann"), ("Input.Email", typed), ("Input.Phone", "030 1234"));
        var page = await staff.FollowAsync(answer);
        Assert.Contains(kept, page.Text, StringComparison.Ordinal);
        var id = page.Url.Segments[^1];
        Assert.Equal(kept, await site.ReadAsync(db => db.Customers.Where(c => c.Id == id).Select(c => c.Email).SingleAsync()));
    }

    [Theory]
    [InlineData("user@münchen.de")]
    [InlineData("user@xn--mnchen-3ya.de")]
    public async Task Edit_WithTheFormThatBrowsersSend_SavesAndChangesNoAddress(string stored)
    {
        var customer = await site.Data.CustomerAsync();
        await site.Database.ExecuteAsync($"update customers set email = '{stored}' where id = '{customer.Id}'");
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/customers/{customer.Id}/edit");
        Assert.Equal("user@münchen.de", form.ValueOf("Input.Email"));

        // Chromium sends what stands in a field of type email so.
        var page = await staff.FollowAsync(await staff.SubmitAsync(form, ("Input.Name", "New Name"), ("Input.Email", "user@xn--mnchen-3ya.de")));
        Assert.Equal("New Name", page.TextOf("h1"));
        Assert.Equal("user@münchen.de", await site.ReadAsync(db => db.Customers.Where(c => c.Id == customer.Id).Select(c => c.Email).SingleAsync()));
        var entry = await site.ReadAsync(db => db.AuditEntries.Where(e => e.SubjectId == customer.Id).OrderBy(e => e.Id).LastAsync());
        Assert.Null(Assert.IsType<CustomerChanged>(entry.Event).Email);
    }

    [Theory]
    [InlineData("info@grün-und-blau.de")]
    [InlineData("INFO@GRÜN-UND-BLAU.DE")]
    [InlineData("info@xn--grn-und-blau-elb.de")]
    [InlineData("xn--grn-und-blau-elb.de")]
    [InlineData("grün-und")]
    public async Task Search_ByEitherForm_FindsTheCustomer(string query)
    {
        await using var own = await CrmSite.StartAsync();
        await own.Data.CustomersAsync(3);
        var wanted = await own.Data.CustomerAsync(email: "info@grün-und-blau.de");
        using var viewer = await own.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync($"/customers?q={Uri.EscapeDataString(query)}");
        Assert.Equal(wanted.Id, Assert.Single(page.Rows())["ID"]);
    }

    [Fact]
    public async Task Accounts_WithTheSameAddressInEitherForm_AreNotTwo()
    {
        using var admin = await site.SignInAsync(Roles.Administrator);
        var first = await admin.SubmitAsync(
            await admin.GetPageAsync("/staff/new"), ("UserName", "first.idn"), ("Input.Email", "chef@xn--mnchen-3ya.de"), ("Input.Role", Roles.Staff));
        Assert.NotNull(first.Location);
        Assert.Equal("chef@münchen.de", await site.ReadAsync(db => db.Users.Where(u => u.UserName == "first.idn").Select(u => u.Email).SingleAsync()));
        var second = await admin.SubmitAsync(
            await admin.GetPageAsync("/staff/new"), ("UserName", "second.idn"), ("Input.Email", "CHEF@MÜNCHEN.DE"), ("Input.Role", Roles.Staff));
        Assert.Equal("Another account uses this email address.", second.ErrorOf("Input.Email"));
    }
}
