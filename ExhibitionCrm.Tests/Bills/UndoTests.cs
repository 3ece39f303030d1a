using System.Net;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Bills;

/// <summary>What was typed wrongly is taken back within a minute by the person who typed it, from the page where it was added.</summary>
public sealed class UndoTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Latest = "section:has(#latest) li";

    [Fact]
    public async Task Undo_AtOnce_VoidsTheBillAndIsReadyForTheRightOne()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(await site.Data.UserAsync(Roles.Staff));
        var page = await AddAsync(staff, customer.Id, "125");
        var undone = await staff.SubmitAsync(page, page.Form($"{Latest} form"));
        Assert.Equal($"/bills/new?customer={customer.Id}", undone.Location);

        var next = await staff.FollowAsync(undone);
        Assert.Null(next.Document.QuerySelector($"{Latest} form"));
        var bill = await site.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerId == customer.Id));
        Assert.Contains($"Undid bill {bill.Number} of 125.00 EUR", next.TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.Equal((true, BillService.UndoReason), (bill.VoidedAt is not null, bill.VoidReason));
        Assert.Equal(0, (await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id))).BillTotal);

        // Once more, from a page that another tab still shows.
        Assert.Equal($"/bills/{bill.Id}", (await staff.SubmitAsync(page, page.Form($"{Latest} form"))).Location);
    }

    [Fact]
    public async Task Undo_AfterAMinute_AsksForTheReason()
    {
        var old = await site.Data.BillAsync(createdAt: DateTimeOffset.UtcNow.AddSeconds(-61), createdBy: "late-undo");
        using var staff = await site.SignInAsync(await site.Data.UserAsync(Roles.Staff, "late-undo"));
        Assert.Null((await staff.GetPageAsync("/bills/new")).Document.QuerySelector($"{Latest} form"));

        var page = await AddAsync(staff, old.CustomerId, "125");
        page.Element($"{Latest} form").SetAttribute("action", $"/bills/{old.Id}/void");
        var late = await staff.SubmitAsync(page, page.Form($"{Latest} form"));
        Assert.Equal($"/bills/{old.Id}/void", late.Location);
        Assert.Contains("too late to undo", (await staff.FollowAsync(late)).Text, StringComparison.Ordinal);
        Assert.Null((await site.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == old.Id))).VoidedAt);
    }

    [Fact]
    public async Task Undo_OfSomebodyElsesBill_AsksForTheReason()
    {
        using var mine = await site.SignInAsync(await site.Data.UserAsync(Roles.Staff));
        using var other = await site.SignInAsync(await site.Data.UserAsync(Roles.Staff));
        var page = await AddAsync(mine, (await site.Data.CustomerAsync()).Id, "125");
        Assert.Empty((await other.GetPageAsync("/bills/new")).Document.QuerySelectorAll(Latest));

        var form = page.Element($"{Latest} form").GetAttribute("action")!;
        var own = await AddAsync(other, (await site.Data.CustomerAsync()).Id, "1");
        own.Element($"{Latest} form").SetAttribute("action", form);
        Assert.Equal(form, (await other.SubmitAsync(own, own.Form($"{Latest} form"))).Location);
        Assert.Null(await site.ReadAsync(db => db.Bills.Where(b => form.Contains(b.Id.ToString())).Select(b => b.VoidedAt).SingleAsync()));
    }

    [Fact]
    public async Task Latest_ShowsTheLastFiveOfTheHour()
    {
        using var staff = await site.SignInAsync(await site.Data.UserAsync(Roles.Staff, "busy-counter"));
        var customer = await site.Data.CustomerAsync();
        foreach (var minutes in new[] { 61, 50, 40, 30, 20, 10, 0 })
        {
            await site.Data.BillAsync(customer.Id, amount: 1 + minutes, createdAt: DateTimeOffset.UtcNow.AddMinutes(-minutes), createdBy: "busy-counter");
        }

        var page = await staff.GetPageAsync("/bills/new");
        Assert.Equal(
            ["1.00 EUR", "11.00 EUR", "21.00 EUR", "31.00 EUR", "41.00 EUR"],
            page.Document.QuerySelectorAll($"{Latest} strong").Select(amount => amount.TextContent));
        Assert.Single(page.Document.QuerySelectorAll($"{Latest} form"));
    }

    private static async Task<CrmPage> AddAsync(CrmClient staff, string customerId, string amount)
    {
        var form = await staff.GetPageAsync($"/bills/new?customer={customerId}");
        var sent = await staff.SubmitAsync(form, form.Form("#found form"), ("Bill.Amount", amount));
        Assert.Equal(HttpStatusCode.Redirect, sent.Status);
        return await staff.FollowAsync(sent);
    }
}
