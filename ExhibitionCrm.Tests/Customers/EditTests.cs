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
    [InlineData("Input.Company", "\uFFFE")]
    [InlineData("Input.Note", "\u0001")]
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
    public async Task Post_CompanyJobTitleAndNote_AreOnRecordWithOldAndNewValues()
    {
        var customer = await site.Data.CustomerAsync(company: "Old Ltd", note: "to\nbe deleted");
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/customers/{customer.Id}/edit");
        Assert.Equal(("Old Ltd", "", "to\nbe deleted"), (form.ValueOf("Input.Company"), form.ValueOf("Input.JobTitle"), form.ValueOf("Input.Note")));

        var page = await staff.FollowAsync(await staff.SubmitAsync(form, ("Input.Company", "New GmbH"), ("Input.JobTitle", "Buyer"), ("Input.Note", " ")));

        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == customer.Id && e.Kind == EventKinds.Of<CustomerChanged>()));
        Assert.Equal(
            new CustomerChanged(
                customer.Id, Company: new Change("Old Ltd", "New GmbH"), JobTitle: new Change("", "Buyer"), Note: new Change("to\nbe deleted", "")),
            entry.Event);
        Assert.EndsWith("Company: Old Ltd → New GmbH Job title: Buyer Note: to be deleted", page.TextsOf(".history li")[0], StringComparison.Ordinal);
        Assert.Equal(["Old Ltd", "to\nbe deleted"], page.Document.QuerySelectorAll(".history del").Select(d => d.TextContent));
        Assert.Contains(customer.Id, (await staff.GetPageAsync("/customers?q=new+gmbh")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(customer.Id, (await staff.GetPageAsync("/customers?q=old+ltd")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithoutAChange_LeavesNoEntry()
    {
        var customer = await site.Data.CustomerAsync(company: "Same Ltd", jobTitle: "Buyer", note: "two\nlines");
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
    public async Task Post_AfterAnotherNote_TellsItAndOverwritesItOnlyTheSecondTime()
    {
        var customer = await site.Data.CustomerAsync(company: "Before Ltd");
        using var first = await site.SignInAsync(await site.Data.UserAsync());
        using var second = await site.SignInAsync(await site.Data.UserAsync());
        var (firstForm, secondForm) = (await first.GetPageAsync($"/customers/{customer.Id}/edit"), await second.GetPageAsync($"/customers/{customer.Id}/edit"));

        await first.SubmitAsync(firstForm, ("Input.JobTitle", "Curator"), ("Input.Note", "wants a\ncall back"));
        var warned = await second.SubmitAsync(secondForm, ("Input.Note", "mine"));

        var warning = warned.TextOf(".alert-danger");
        Assert.All(["Before Ltd", "Curator", "wants a call back"], text => Assert.Contains(text, warning, StringComparison.Ordinal));
        Assert.Equal("mine", warned.ValueOf("Input.Note"));
        Assert.Equal("wants a\ncall back", (await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id))).Note);
        await second.SubmitAsync(warned);
        Assert.Equal("mine", (await site.ReadAsync(db => db.Customers.SingleAsync(c => c.Id == customer.Id))).Note);
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
