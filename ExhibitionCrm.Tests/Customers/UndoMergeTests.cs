using System.Globalization;
using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

/// <summary>A merge that was wrong is undone within 30 days; what was done since stays.</summary>
public sealed class UndoMergeTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Undo_GivesBackWhatCameAlong_AndLeavesWhatWasAddedOrEditedSince()
    {
        var anna = await site.Data.CustomerAsync(name: "Anna Before", company: "Old GmbH");
        var twin = await site.Data.CustomerAsync(name: "Anna Twin", company: "Twin GmbH");
        var moved = await site.Data.BillAsync(twin.Id, 5m);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        await site.Data.MergeAsync(anna.Id, twin.Id, TestData.FieldsOfFirst with { Name = MergeSource.Second, Company = MergeSource.Second });
        await site.Data.BillAsync(anna.Id, 7m);
        await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{anna.Id}/edit"), ("Input.Company", "Newest GmbH"));

        var page = await administrator.GetPageAsync($"/customers/{anna.Id}");
        var form = await administrator.GetPageAsync(page.Element("[data-merge] a").GetAttribute("href")!);
        Assert.Equal(["Name", "Anna Before"], form.TextsOf("[data-restored] > *"));
        Assert.Equal("Edited since the merge, so these stay as they are: Company.", form.TextOf("[data-edited]"));
        Assert.Contains("Bills (1)", form.TextOf("main"), StringComparison.Ordinal);
        var answer = await administrator.SubmitAsync(form);
        Assert.Equal($"/customers/{anna.Id}", answer.Location);

        var people = await site.ReadAsync(db => db.Customers.Where(c => c.Id == anna.Id || c.Id == twin.Id).ToDictionaryAsync(c => c.Id));
        Assert.Equal(("Anna Before", "Newest GmbH", 1, 7m), (people[anna.Id].Name, people[anna.Id].Company, people[anna.Id].BillCount, people[anna.Id].BillTotal));
        Assert.Equal(("Anna Twin", "Twin GmbH", 1, 5m), (people[twin.Id].Name, people[twin.Id].Company, people[twin.Id].BillCount, people[twin.Id].BillTotal));
        var bill = await site.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == moved.Id));
        Assert.Equal(twin.Id, bill.CustomerId);
        Assert.StartsWith(people[twin.Id].SearchText + "\n", bill.SearchText, StringComparison.Ordinal);
        var left = await site.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerId == anna.Id));
        Assert.StartsWith(people[anna.Id].SearchText + "\n", left.SearchText, StringComparison.Ordinal);

        // Both histories say it, and neither says it twice.
        page = await administrator.GetPageAsync($"/customers/{twin.Id}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("undid the merge of Anna Twin", page.TextOf("main"), StringComparison.Ordinal);
        page = await administrator.FollowAsync(answer);
        Assert.Null(page.Document.QuerySelector("[data-merge]"));
        Assert.Equal(
            new MergeUndone(anna.Id, "Anna Before", twin.Id, "Anna Twin", new Change("Anna Twin", "Anna Before")),
            (await site.ReadAsync(db => db.AuditEntries.Where(e => e.SubjectId == anna.Id).OrderByDescending(e => e.Id).FirstAsync())).Event);
        Assert.Equal(["0"], await site.Database.ListAsync($"select count(survivor_id)::text from given_ids where id in ('{anna.Id}', '{twin.Id}')"));

        var again = await administrator.SubmitAsync(form);
        Assert.Contains("This merge has been undone already.", again.TextOf("main"), StringComparison.Ordinal);

        // Merged once more, the entries of both are told once.
        await site.Data.MergeAsync(twin.Id, anna.Id);
        page = await administrator.GetPageAsync($"/customers/{twin.Id}");
        Assert.Equal(1, page.TextOf("main").Split("undid the merge of").Length - 1);
    }

    [Fact]
    public async Task Undo_AfterAnEditInBetween_IsToldFirst()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var merge = await site.Data.MergeAsync(anna.Id, twin.Id);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merges/{merge}/undo");
        await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{anna.Id}/edit"), ("Input.Company", "Newest GmbH"));
        var told = await administrator.SubmitAsync(form);
        Assert.Contains("Someone else has just changed this customer.", told.TextOf("main [role=alert]"), StringComparison.Ordinal);
        Assert.Contains("Company", told.TextOf("[data-edited]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_OfAChain_GoesFromTheLastOne_AndOldIdsFollow()
    {
        var (a, b, c) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var (first, second) = (await site.Data.MergeAsync(a.Id, b.Id), await site.Data.MergeAsync(c.Id, a.Id));
        string[] ids = [a.Id, b.Id, c.Id];
        Assert.Equal([c.Id, c.Id, ""], await RootsAsync(ids));
        using var administrator = await site.SignInAsync(Roles.Administrator);
        Assert.Equal($"/customers/{c.Id}?merged={b.Id}", (await administrator.GetPageAsync($"/customers/{b.Id}")).Location);

        var refused = await administrator.GetPageAsync($"/customers/{a.Id}/merges/{first}/undo");
        Assert.Contains($"Customer {a.Id} has been merged into another customer since. Undo that merge first.", refused.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(UndoMergeOutcome.SurvivorWasMerged, await site.Data.UndoMergeAsync(a.Id, first));
        Assert.Equal(UndoMergeOutcome.Undone, await site.Data.UndoMergeAsync(c.Id, second));
        Assert.Equal(["", a.Id, ""], await RootsAsync(ids));
        Assert.Equal(UndoMergeOutcome.Undone, await site.Data.UndoMergeAsync(a.Id, first));
        Assert.Equal(["", "", ""], await RootsAsync(ids));
        Assert.Equal(3, await site.ReadAsync(db => db.Customers.CountAsync(x => ids.Contains(x.Id))));
    }

    [Fact]
    public async Task Undo_After30Days_IsRefused()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        var merge = await site.Data.MergeAsync(anna.Id, twin.Id);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{anna.Id}/merges/{merge}/undo");
        await AgeAsync(merge, "29 days 23 hours");
        Assert.NotNull((await administrator.GetPageAsync($"/customers/{anna.Id}")).Document.QuerySelector("[data-merge] a"));
        await AgeAsync(merge, "2 hours");
        var page = await administrator.GetPageAsync($"/customers/{anna.Id}");
        Assert.Contains(twin.Id, page.TextOf("[data-merge]"), StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("[data-merge] a"));
        Assert.Contains("A merge can be undone for 30 days. This one is older.", (await administrator.SubmitAsync(form)).TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(0, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Id == twin.Id)));
    }

    [Fact]
    public async Task Undo_WhileAMailIsBeingSent_SaysToTryAgain()
    {
        var (anna, twin) = (await site.Data.CustomerAsync(), await site.Data.CustomerAsync());
        await site.Database.ExecuteAsync($"update outbox_messages set state = 'Failed' where customer_id in ('{anna.Id}', '{twin.Id}')");
        var merge = await site.Data.MergeAsync(anna.Id, twin.Id);
        await site.Database.ExecuteAsync($"update outbox_messages set state = 'Sending' where customer_id = '{anna.Id}'");
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var told = await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{anna.Id}/merges/{merge}/undo"));
        Assert.Contains("An email is being sent to this customer. Try again in a moment.", told.TextOf("main [role=alert]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MergeAndUndo_OfAnArchivedExhibition_AreRefused()
    {
        await using var archived = await CrmSite.StartAsync();
        var (anna, twin, other) = (await archived.Data.CustomerAsync(), await archived.Data.CustomerAsync(), await archived.Data.CustomerAsync());
        var merge = await archived.Data.MergeAsync(anna.Id, twin.Id);
        using var administrator = await archived.SignInAsync(Roles.Administrator);
        var (undo, form) = (
            await administrator.GetPageAsync($"/customers/{anna.Id}/merges/{merge}/undo"), await administrator.GetPageAsync($"/customers/{anna.Id}/merge?with={other.Id}"));
        await archived.Database.ExecuteAsync("update outbox_messages set state = 'Sent'; update exhibitions set state = 'archived'");
        foreach (var answer in new[] { await administrator.SubmitAsync(undo), await administrator.SubmitAsync(form) })
        {
            Assert.True(answer.Status == HttpStatusCode.Conflict, $"{answer}");
            Assert.Contains("This exhibition is archived", answer.TextOf("main [role=alert]"), StringComparison.Ordinal);
        }

        Assert.Equal(2, await archived.ReadAsync(db => db.Customers.CountAsync()));
    }

    private Task<int> AgeAsync(long merge, string by) => site.Database.ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"update customer_merges set merged_at = merged_at - interval '{by}' where id = {merge}"));

    private async Task<List<string>> RootsAsync(string[] ids)
    {
        var roots = new List<string>();
        foreach (var id in ids)
        {
            roots.AddRange(await site.Database.ListAsync($"select coalesce(survivor_id, '')::text from given_ids where id = '{id}'"));
        }

        return roots;
    }
}
