using System.Net;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Data;

/// <summary>Web processes go on while a migration changes the type of a column that they have prepared statements about.</summary>
public sealed class ChangedColumnTests
{
    [Fact]
    public async Task Pages_AfterAColumnChangedItsType_AreAnsweredByEverySession()
    {
        await using var site = await CrmSite.StartAsync();
        var customer = await site.Data.CustomerAsync();
        await site.Data.BillAsync(customer.Id, 12.5m);
        using var staff = await site.SignInAsync(Roles.Staff);
        await OpenManyAsync();

        // To a type that no row is written for, and back.
        foreach (var type in new[] { "numeric(30,2)", "numeric" })
        {
            await site.Database.ExecuteAsync($"alter table bills drop constraint if exists ck_bills_amount, alter column amount type {type}; alter table customers alter column bill_total type {type}");
            await OpenManyAsync();
        }

        // Several sessions at once, each with statements of its own.
        Task OpenManyAsync() => Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            var page = await staff.GetPageAsync(i % 2 == 0 ? $"/customers/{customer.Id}" : $"/bills/new?customer={customer.Id}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains("12.50 EUR", page.Text, StringComparison.Ordinal);
        }));
    }
}
