using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Customers;

public sealed class DeleteTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData(Roles.Viewer)]
    [InlineData(Roles.Staff)]
    public async Task Get_AsAnybodyButAnAdministrator_IsForbidden(string role)
    {
        var customer = await site.Data.CustomerAsync();
        using var client = await site.SignInAsync(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetPageAsync($"/customers/{customer.Id}/delete")).Status);
        Assert.Null((await client.GetPageAsync($"/customers/{customer.Id}")).Document.QuerySelector("a[href$='/delete']"));
    }

    [Fact]
    public async Task Get_WithoutSuchACustomer_IsNotFound()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync("/customers/ZZZZZZZ7/delete")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a void one counts too")]
    [Trait("OldFault", "Deleting a customer deletes its bills")]
    public async Task Post_OfACustomerWithBills_IsRefusedAndKeepsThem(string? voidReason)
    {
        var bill = await site.Data.BillAsync(voidReason: voidReason);
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var answer = await administrator.SubmitAsync(await administrator.GetPageAsync($"/customers/{bill.CustomerId}/delete"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("Customers with bills", answer.TextOf(".alert-danger"), StringComparison.Ordinal);
        Assert.Equal(1, await site.ReadAsync(db => db.Bills.CountAsync(b => b.Id == bill.Id)));
        Assert.Equal(0, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == bill.CustomerId && e.Kind == EventKinds.Of<CustomerDeleted>())));
    }

    [Fact]
    public async Task Get_AsAdministrator_AsksAndDeletesNothing()
    {
        var customer = await site.Data.CustomerAsync(name: "Still Here");
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var page = await administrator.GetPageAsync($"/customers/{customer.Id}/delete");
        Assert.Contains("Still Here", page.TextOf("main"), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(customer.Id));
    }

    [Fact]
    public async Task Post_OfACustomerWithoutBills_DeletesItAndKeepsTheHistory()
    {
        var customer = await site.Data.CustomerAsync(name: "Gone");
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync($"/customers/{customer.Id}/delete");
        var answer = await administrator.SubmitAsync(form);
        Assert.Equal("/customers", answer.Location);
        Assert.Contains(customer.Id, (await administrator.FollowAsync(answer)).TextOf(".alert-success"), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(customer.Id));
        var entry = await site.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.SubjectId == customer.Id && e.Kind == EventKinds.Of<CustomerDeleted>()));
        Assert.Equal(new CustomerDeleted(customer.Id, "Gone", customer.Email, customer.Phone), entry.Event);

        // A second click finds nothing left to do.
        Assert.Equal("/customers", (await administrator.SubmitAsync(form)).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetPageAsync($"/customers/{customer.Id}")).Status);
    }

    [Fact]
    public async Task Post_TenTimesAtOnce_DeletesOnceAndFailsForNobody()
    {
        for (var round = 0; round < 5; round++)
        {
            var customer = await site.Data.CustomerAsync();
            using var administrator = await site.SignInAsync(Roles.Administrator);
            var form = await administrator.GetPageAsync($"/customers/{customer.Id}/delete");

            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => administrator.SubmitAsync(form)));

            Assert.All(answers, answer => Assert.Equal("/customers", answer.Location));
            Assert.Equal(1, await site.ReadAsync(db => db.AuditEntries.CountAsync(e => e.SubjectId == customer.Id && e.Kind == EventKinds.Of<CustomerDeleted>())));
        }
    }

    [Fact]
    public async Task Delete_WhileSomebodyElseDoes_IsTheirs()
    {
        var customer = await site.Data.CustomerAsync();
        await using var theirs = site.Database.Open();
        await using var transaction = await theirs.Database.BeginTransactionAsync();
        await theirs.Customers.Where(c => c.Id == customer.Id).ExecuteDeleteAsync();

        // Read as it was before, and deleted behind the other's commit.
        var ours = site.WithServiceAsync<CustomerService, DeleteOutcome>(service => service.DeleteAsync(customer.Id, new Actor("us")));
        await Eventually.TrueAsync(
            async () => (await site.Database.ListAsync("select pid::text from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")).Count > 0,
            "the lock");
        await transaction.CommitAsync();

        Assert.Equal(DeleteOutcome.NoSuchCustomer, await ours);
    }

    private Task<int> CountAsync(string id) => site.ReadAsync(db => db.Customers.CountAsync(c => c.Id == id));
}
