using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Activity;

public sealed class IndexTests(CrmSite site) : IClassFixture<CrmSite>
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

    [Theory]
    [InlineData("", "5 4 3 2 1")]
    [InlineData("by=bo", "5 3 1")]
    [InlineData("kind=account.locked", "4")]
    [InlineData("by=bo&kind=account.email_changed", "5 3 1")]
    [InlineData("by=nobody", "")]
    [InlineData("kind=no.such.kind", "5 4 3 2 1")]
    [InlineData("created=range&to=2026-03-02", "2 1")]
    [InlineData("created=range&from=2026-03-02&to=2026-03-03", "3 2")]
    [InlineData("by=bo&created=range&from=2026-03-04", "5")]
    [InlineData("by=%00&created=range&from=soon", "5 4 3 2 1")]
    public async Task Get_Filtered_ShowsWhatIsLeft(string query, string expected)
    {
        await site.Database.ExecuteAsync("truncate audit_entries");
        await using (var db = site.Database.Open())
        {
            db.AddRange(Enumerable.Range(1, 5).Select(day => AuditEntry.Of(
                new Actor(day % 2 == 1 ? "bo" : "system"),
                day == 4 ? new AccountLocked("day4") : new AccountEmailChanged($"day{day}", new Change("a@example.org", "b@example.org")),
                new DateTimeOffset(2026, 3, day, 12, 0, 0, TimeSpan.Zero))));
            await db.SaveChangesAsync();
        }

        using var client = await site.SignInAsync(Roles.Administrator);
        await site.Database.ExecuteAsync("delete from audit_entries where kind = 'account.signed_in'");
        var page = await client.GetPageAsync($"/activity?{query}");
        Assert.Equal(expected, string.Join(' ', page.Rows().Select(row => row["What happened"].Split("day")[1][..1])));
    }

    [Fact]
    public async Task Get_FilteredAndMoreThanAPage_KeepsTheFilter()
    {
        await site.Database.ExecuteAsync("truncate audit_entries");
        await using (var db = site.Database.Open())
        {
            // All at one time, so that nothing but their IDs tells where a page ends.
            var at = DateTimeOffset.UtcNow;
            db.AddRange(Enumerable.Range(1, 240).Select(i => AuditEntry.Of(new Actor(i % 2 == 0 ? "even" : "odd"), new AccountLocked($"n{i}"), at)));
            await db.SaveChangesAsync();
        }

        using var client = await site.SignInAsync(Roles.Administrator);
        var first = await client.GetPageAsync("/activity?by=even");
        var second = await client.GetPageAsync(first.Element("a[rel=next]").GetAttribute("href")!);
        Assert.Equal((100, 20), (first.Rows().Count, second.Rows().Count));
        Assert.Equal(120, first.Rows().Concat(second.Rows()).Select(row => row["What happened"]).Distinct().Count());
        Assert.All(second.Rows(), row => Assert.StartsWith("even locked", row["What happened"], StringComparison.Ordinal));
        Assert.Equal("even", second.ValueOf("by"));
    }
}
