using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Activity;

public sealed class HistoryTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public void Between_KeepsOnlyWhatChanged()
    {
        var changed = CustomerChanged.Between("K7M2P9XP", ContactDetails.OfStored("a", "e", "1"), ContactDetails.OfStored("a", "e", "2"));
        Assert.Equal(new CustomerChanged("K7M2P9XP", Phone: new Change("1", "2")), changed);
        Assert.Equal(
            """{"phone":{"old":"1","new":"2"},"customerId":"K7M2P9XP"}""", AuditEntry.Of(Actor.System, changed, DateTimeOffset.UnixEpoch).Data);
    }

    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Staff)]
    public async Task Activity_BelowAdministrator_IsForbidden(string role)
    {
        using var client = await site.SignInAsync(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetPageAsync("/activity")).Status);
    }

    [Fact]
    public async Task Activity_ShowsWhoDidWhatWithOldAndNewValues()
    {
        var customer = await site.Data.CustomerAsync(name: "Before <b>");
        using var staff = await site.SignInAsync(await site.Data.UserAsync(userName: "active.clerk"));
        await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{customer.Id}/edit"), ("Input.Name", "After <b>"));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync("/activity");
        var row = Assert.Single(page.Rows(), r => r["What happened"] == "active.clerk edited the details of After <b>");
        Assert.NotNull(page.Document.QuerySelector($"main td a[href='/customers/{customer.Id}']"));
        Assert.Contains("Before <b>", row["Changes"], StringComparison.Ordinal);
        Assert.Contains("After <b>", row["Changes"], StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", row["IP address"]);
    }

    [Fact]
    public async Task Activity_OlderThanAPage_IsReachedPageByPage()
    {
        await using (var db = site.Database.Open())
        {
            db.AddRange(Enumerable.Range(1, 250).Select(_ => AuditEntry.Of(new Actor("import"), new MailRequeued("K7M2P9XP"), DateTimeOffset.UtcNow)));
            await db.SaveChangesAsync();
        }

        using var administrator = await site.SignInAsync(Roles.Administrator);
        var (rows, url) = (0, (string?)"/activity");
        while (url is not null)
        {
            var page = await administrator.GetPageAsync(url);
            rows += page.Rows().Count;
            url = page.Document.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(await site.ReadAsync(db => db.AuditEntries.CountAsync()), rows);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetPageAsync("/activity?before=nonsense")).Status);
    }
}
