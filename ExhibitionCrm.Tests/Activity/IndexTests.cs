using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Activity;

public sealed class ActivityTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Get_MoreThanAPage_LeadsToTheOlderOnes()
    {
        await site.Database.ExecuteAsync("truncate audit_entries");
        await using (var db = site.Database.Open())
        {
            db.AddRange(Enumerable.Range(1, 150).Select(i => AuditEntry.Of(
                new Actor($"person{i:000}"), new AccountEmailChanged("anna+b", new Change("<b>old</b>", $"new{i}")), DateTimeOffset.UtcNow)));
            await db.SaveChangesAsync();
        }

        using var client = await site.SignInAsync(Roles.Administrator);
        var first = await client.GetPageAsync("/activity");
        var second = await client.GetPageAsync(first.Element("a[rel=next]").GetAttribute("href")!);

        string[] shown = [.. first.Rows().Concat(second.Rows()).Select(r => r["What happened"])];
        Assert.Equal(Enumerable.Range(1, 150).Reverse().Select(i => $"person{i:000} changed the email address of anna+b"), shown);
        Assert.Equal("Email: <b>old</b> → new150", first.Rows()[0]["Changes"]);
        Assert.Equal("/staff/anna%2Bb", first.Element("main td a").GetAttribute("href"));
        Assert.Null(second.Document.QuerySelector("a[rel=next]"));
    }
}
