using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>Deleting exhibitions: those without bills, never the last one.</summary>
public sealed class DeleteTests : IAsyncLifetime
{
    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Post_WithItsNameTyped_DeletesItWithItsPeopleAndKeepsIdsAndRecord()
    {
        var here = await _site.Data.CustomerAsync();
        var id = await _site.Data.OtherExhibitionAsync("Trial run");
        var customer = await _site.Data.CustomerOfAsync(id);
        await _site.Database.ExecuteAsync($$"""
            insert into audit_entries (exhibition_id, at, actor, kind, subject, subject_id, data) values ({{id}}, now(), 'x', 'customer.registered', 'Customer', '{{customer}}', '{}');
            """);
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/exhibitions/{id}/delete");
        Assert.Contains("customers (1)", form.Text, StringComparison.Ordinal);

        var unconfirmed = await administrator.SubmitAsync(form, ("Typed", "Trial"));
        Assert.Equal("Type the name exactly as it's shown above.", unconfirmed.ErrorOf("Typed"));
        Assert.Equal(["2"], await _site.Database.ListAsync("select count(*)::text from exhibitions"));

        var deleted = await administrator.SubmitAsync(unconfirmed, ("Typed", " Trial run "));
        Assert.Equal("/exhibitions", deleted.Location);
        Assert.DoesNotContain("Trial run", (await administrator.FollowAsync(deleted)).TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(["0"], await _site.Database.ListAsync($"""
            select ((select count(*) from exhibitions where id = {id}) + (select count(*) from customers where exhibition_id = {id})
              + (select count(*) from outbox_messages where exhibition_id = {id}) + (select count(*) from mail_batches where exhibition_id = {id}))::text
            """));
        Assert.Equal([customer], await _site.Database.ListAsync($"select id::text from given_ids where id = '{customer}'"));
        Assert.Equal(["1"], await _site.Database.ListAsync($"select count(*)::text from audit_entries where exhibition_id = {id}"));
        Assert.True(await _site.ReadAsync(db => db.Customers.AnyAsync(c => c.Id == here.Id)));
        var entry = await _site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Kind == EventKinds.Of<ExhibitionDeleted>()));
        Assert.Equal(("Trial run", 1), (((ExhibitionDeleted)entry.Event).Name, ((ExhibitionDeleted)entry.Event).Customers));
        Assert.Contains("deleted the exhibition Trial run", (await administrator.GetPageAsync("/activity")).Text, StringComparison.Ordinal);

        var again = await administrator.SubmitAsync(unconfirmed, ("Typed", "Trial run"));
        Assert.Equal("/exhibitions", again.Location);
    }

    [Fact]
    public async Task Post_WithAnObstacle_DeletesNothingAndSaysWhy()
    {
        var last = await _site.Data.IdOfExhibitionAsync();
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Contains("It's the only exhibition", (await administrator.GetPageAsync($"/exhibitions/{last}/delete")).Text, StringComparison.Ordinal);
        Assert.Equal(DeleteExhibitionOutcome.IsTheLast, await DeleteAsync(last, "exhibition"));

        var billed = await _site.Data.OtherExhibitionAsync("Billed");
        var form = await administrator.GetPageAsync($"/exhibitions/{billed}/delete");
        await _site.Data.CustomerOfAsync(billed, 5m);
        Assert.Contains("Exhibitions with bills are kept.", (await administrator.SubmitAsync(form, ("Typed", "Billed"))).Text, StringComparison.Ordinal);

        var archived = await _site.Data.OtherExhibitionAsync("Archived");
        await _site.Database.ExecuteAsync($"update exhibitions set state = 'archived' where id = {archived}");
        Assert.Equal(DeleteExhibitionOutcome.IsArchived, await DeleteAsync(archived, "Archived"));
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync("/exhibitions/999999/delete")).Status);
        Assert.Equal(["3"], await _site.Database.ListAsync("select count(*)::text from exhibitions"));
    }

    [Fact]
    public async Task Post_OfTheLastTwoAtOnce_LeavesOne()
    {
        await _site.Data.OtherExhibitionAsync("Two");
        var first = (await _site.Database.ListAsync("select min(id)::text from exhibitions"))[0];
        var second = (await _site.Database.ListAsync("select max(id)::text from exhibitions"))[0];
        var outcomes = await Task.WhenAll(DeleteAsync(int.Parse(first, null), "exhibition"), DeleteAsync(int.Parse(second, null), "Two"));
        Assert.Equal([DeleteExhibitionOutcome.Deleted, DeleteExhibitionOutcome.IsTheLast], outcomes.Order());
        Assert.Equal(["1"], await _site.Database.ListAsync("select count(*)::text from exhibitions"));
    }

    private Task<DeleteExhibitionOutcome> DeleteAsync(int id, string typed) =>
        _site.WithServiceAsync((ExhibitionRemoval removal) => removal.DeleteAsync(id, typed, new Actor("eva")));
}
