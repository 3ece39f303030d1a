using System.Net;
using ExhibitionCrm.Web.Audit;
using ExhibitionCrm.Web.Staff;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Audit;

public sealed class HistoryTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public void Of_KeepsOnlyWhatChanged()
    {
        var entry = AuditEntry.Of(Actor.System, AuditAction.Edited, AuditSubject.Customer, "K7M2P9XP", DateTimeOffset.UnixEpoch, ("name", "a", "a"), ("phone", "1", "2"));
        Assert.Equal("phone", Assert.Single(entry.Changes).Key);
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
        var row = Assert.Single(page.Rows(), r => r["Who"] == "active.clerk" && r["What"] == "edited");
        Assert.Contains(customer.Id, row["Of"], StringComparison.Ordinal);
        Assert.Contains("Before <b>", row["Changes"], StringComparison.Ordinal);
        Assert.Contains("After <b>", row["Changes"], StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", row["From"]);
    }

    [Fact]
    public async Task Activity_OlderThanAPage_IsReachedPageByPage()
    {
        await site.Database.ExecuteAsync("""
            insert into audit_entries (at, actor, action, subject, subject_id, changes)
            select now(), 'import', 'Registered', 'Customer', 'K7M2P9XP', '{}' from generate_series(1, 250)
            """);
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
