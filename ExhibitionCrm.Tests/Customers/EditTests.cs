using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

public sealed class EditTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Fact]
    public async Task Get_AsViewer_IsForbidden()
    {
        var customer = await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetPageAsync($"/customers/{customer.Id}/edit")).Status);
    }

    [Theory]
    [InlineData("ZZZZZZZ7")]
    [InlineData("nonsense")]
    public async Task Get_WithoutSuchACustomer_IsNotFound(string id)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        Assert.Equal(HttpStatusCode.NotFound, (await staff.GetPageAsync($"/customers/{id}/edit")).Status);
    }

    [Theory]
    [InlineData("Input.Name", "")]
    [InlineData("Input.Name", "\u0001")]
    [InlineData("Input.Email", "nobody")]
    [InlineData("Input.Phone", "")]
    public async Task Post_WithABadInput_ComesBackAndChangesNothing(string field, string value)
    {
        var customer = await site.Data.CustomerAsync(name: "Before");
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{customer.Id}/edit"), (field, value));
        Assert.NotNull(answer.ErrorOf(field));
        Assert.Equal(field, answer.Focused);
        var saved = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id));
        Assert.Equal((customer.Contact, 0), (saved.Contact, saved.Version));
    }

    [Fact]
    public async Task Post_AChange_IsSavedAndOnRecordWithOldAndNewValues()
    {
        var customer = await site.Data.CustomerAsync(name: "Old Name", phone: "12345", createdAt: DateTimeOffset.UtcNow.AddHours(-1));
        using var staff = await site.SignInAsync(await site.Data.UserAsync(userName: "edith"));
        var answer = await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{customer.Id}/edit"), ("Input.Name", "New <Name>"));
        var page = await staff.FollowAsync(answer);
        Assert.Equal("New <Name>", page.TextOf("h1"));

        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == customer.Id && e.Kind == EventKinds.Of<CustomerChanged>()));
        Assert.Equal("edith", entry.Actor);
        Assert.Equal(new CustomerChanged(customer.Id, Name: new Change("Old Name", "New <Name>")), entry.Event);
        Assert.Contains("edith edited the details of New <Name>", page.TextOf(".history"), StringComparison.Ordinal);
        Assert.Equal("Old Name", page.TextOf(".history del"));
        Assert.Equal("New <Name>", page.TextOf(".history ins"));

        var saved = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id));
        Assert.True(saved.UpdatedAt > saved.CreatedAt.AddMinutes(59), $"{saved.UpdatedAt}");

        // What the list searches follows.
        Assert.Contains(customer.Id, (await staff.GetPageAsync("/customers?q=new+%3Cname")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithoutAChange_LeavesNoEntry()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{customer.Id}/edit"));
        Assert.Equal(0, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == customer.Id && e.Kind == EventKinds.Of<CustomerChanged>())));
    }

    [Fact]
    public async Task Post_ByTwoPeopleAtOnce_TellsTheSecondWhatTheFirstSaved()
    {
        var customer = await site.Data.CustomerAsync(name: "Before", email: "before@example.org");
        using var first = await site.SignInAsync(await site.Data.UserAsync());
        using var second = await site.SignInAsync(await site.Data.UserAsync());
        var (firstForm, secondForm) = (await first.GetPageAsync($"/customers/{customer.Id}/edit"), await second.GetPageAsync($"/customers/{customer.Id}/edit"));

        Assert.Equal(HttpStatusCode.Redirect, (await first.SubmitAsync(firstForm, ("Input.Name", "By the first"))).Status);
        var warned = await second.SubmitAsync(secondForm, ("Input.Email", "second@example.org"));

        Assert.Equal(HttpStatusCode.OK, warned.Status);
        Assert.Contains("By the first", warned.TextOf(".alert-danger"), StringComparison.Ordinal);
        Assert.Equal("second@example.org", warned.ValueOf("Input.Email"));
        Assert.Equal("By the first", (await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id))).Name);

        Assert.Equal(HttpStatusCode.Redirect, (await second.SubmitAsync(warned, ("Input.Name", "Both agreed"))).Status);
        var saved = await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id));
        Assert.Equal(("Both agreed", "second@example.org"), (saved.Name, saved.Email));
    }

    [Fact]
    public async Task Post_ByManyAtTheSameMoment_SavesExactlyOne()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/customers/{customer.Id}/edit");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => staff.SubmitAsync(form, ("Input.Name", $"Editor {i}"))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Redirect);
        Assert.Equal(1, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == customer.Id && e.Kind == EventKinds.Of<CustomerChanged>())));
    }

    [Fact]
    public async Task Post_WhenDeletedMeanwhile_IsNotFound()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/customers/{customer.Id}/edit");
        await site.ReadAsync(db => db.Customers.Where(c => c.Id == customer.Id).ExecuteDeleteAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await staff.SubmitAsync(form, ("Input.Name", "Too late"))).Status);
    }
}
