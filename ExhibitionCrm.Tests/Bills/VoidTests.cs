using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Bills;

public sealed class VoidTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Get_AsViewer_IsForbidden()
    {
        var bill = await site.Data.BillAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetPageAsync($"/bills/{bill.Id}/void")).Status);
        Assert.Null((await viewer.GetPageAsync($"/bills/{bill.Id}")).Document.QuerySelector("a[href$='/void']"));
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000001")]
    [InlineData("nonsense")]
    public async Task Get_WithoutSuchABill_IsNotFound(string id)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync($"/bills/{id}/void")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync($"/bills/{id}")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\u0001")]
    [InlineData(null)]
    public async Task Post_WithoutAProperReason_ComesBackAndVoidsNothing(string? reason)
    {
        var bill = await site.Data.BillAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(
            await staff.GetPageAsync($"/bills/{bill.Id}/void"), ("Reason", reason ?? new string('r', Bill.VoidReasonMaxLength + 1)));
        Assert.NotNull(answer.ErrorOf("Reason"));
        Assert.Equal("Reason", answer.Focused);
        Assert.Null((await ReadAsync(bill.Id)).VoidedAt);
    }

    [Fact]
    public async Task Post_AReason_VoidsTheBillKeepsItVisibleAndTakesItFromTheTotal()
    {
        var bill = await site.Data.BillAsync(amount: 40m);
        await site.Data.BillAsync(bill.CustomerId, 2m);
        using var staff = await site.SignInAsync(await site.Data.UserAsync(userName: "void.clerk"));
        var answer = await staff.SubmitAsync(await staff.GetPageAsync($"/bills/{bill.Id}/void"), ("Reason", "Wrong\ncustomer"));
        var page = await staff.FollowAsync(answer);

        Assert.Equal($"/bills/{bill.Id}", page.Url.AbsolutePath);
        Assert.Contains("by void.clerk", page.TextOf("dl.facts"), StringComparison.Ordinal);
        Assert.Contains("Wrong customer", page.TextOf("dl.facts"), StringComparison.Ordinal);
        Assert.Contains("void.clerk voided", page.TextOf(".history"), StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("a[href$='/void']"));
        var saved = await ReadAsync(bill.Id);
        Assert.Equal(("Wrong\ncustomer", "void.clerk", 40m), (saved.VoidReason, saved.VoidedBy, saved.Amount));
        var customer = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == bill.CustomerId));
        Assert.Equal((1, 2m), (customer.BillCount, customer.BillTotal));
        Assert.Contains("Void", (await staff.GetPageAsync($"/bills?q={bill.CustomerId}")).Rows().Select(r => r["Status"]));
    }

    [Fact]
    public async Task Post_ByTwoPeople_TellsTheSecondAndKeepsTheFirstReason()
    {
        var bill = await site.Data.BillAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/{bill.Id}/void");
        await staff.SubmitAsync(form, ("Reason", "the first reason"));
        var page = await staff.FollowAsync(await staff.SubmitAsync(form, ("Reason", "the second reason")));
        Assert.Contains("already", page.TextOf(".alert-warning"), StringComparison.Ordinal);
        Assert.Equal("the first reason", (await ReadAsync(bill.Id)).VoidReason);
        Assert.Equal(1, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == bill.Id.ToString() && e.Kind == EventKinds.Of<BillVoided>())));
    }

    [Fact]
    public async Task Void_WhileSomebodyElseDoes_LeavesTheirs()
    {
        var bill = await site.Data.BillAsync();
        await using var theirs = site.Database.Open();
        await using var transaction = await theirs.Database.BeginTransactionAsync();
        await theirs.Bills.Where(b => b.Id == bill.Id).ExecuteUpdateAsync(set => set
            .SetProperty(b => b.VoidedAt, DateTimeOffset.UtcNow).SetProperty(b => b.VoidedBy, "them").SetProperty(b => b.VoidReason, "theirs"));

        // Read as it was before, and written behind the other's commit.
        var ours = site.WithServiceAsync<BillService, VoidOutcome>(service => service.VoidAsync(bill.Id, "ours", new Actor("us")));
        await Eventually.TrueAsync(
            async () => (await site.Database.ListAsync("select pid::text from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).Count > 0,
            "the lock");
        await transaction.CommitAsync();

        Assert.Equal(VoidOutcome.AlreadyVoid, await ours);
        Assert.Equal("theirs", (await ReadAsync(bill.Id)).VoidReason);
    }

    private Task<Bill> ReadAsync(Guid id) => site.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == id));
}
