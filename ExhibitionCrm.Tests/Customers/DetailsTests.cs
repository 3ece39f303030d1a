using System.Net;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests.Customers;

public sealed class DetailsTests(CrmSite site) : IClassFixture<CrmSite>
{
    [Theory]
    [InlineData("ZZZZZZZ7")]
    [InlineData("nobody")]
    [InlineData("%00")]
    public async Task Get_WithoutSuchACustomer_IsNotFound(string id)
    {
        using var viewer = await site.SignInAsync(Roles.Viewer);
        Assert.Contains((await viewer.GetPageAsync($"/customers/{id}")).Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
    }

    [Fact]
    public async Task Get_AnIdAsPeopleTypeIt_LeadsToItsPage()
    {
        var customer = await site.Data.CustomerAsync(id: "K7M201XQ");
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var answer = await viewer.GetPageAsync("/customers/k7m2-oixq");
        Assert.Equal($"/customers/{customer.Id}", answer.Location);
    }

    [Fact]
    public async Task Get_AsViewer_ShowsEverythingAndOffersNoChange()
    {
        var customer = await site.Data.CustomerAsync(name: "Seen", email: "seen@example.org", phone: "+49 30 123456");
        await site.Data.BillAsync(customer.Id, 1234.50m, "Two chairs");
        await site.Data.BillAsync(customer.Id, 99m, "Wrong", voidReason: "typed twice");
        using var viewer = await site.SignInAsync(Roles.Viewer);
        var page = await viewer.GetPageAsync($"/customers/{customer.Id}");
        Assert.Contains("1 bill, 1,234.50 EUR", page.Text, StringComparison.Ordinal);
        Assert.Equal("tel:+4930123456", page.Element("a[href^='tel:']").GetAttribute("href"));
        Assert.Equal(["99.00", "1,234.50"], page.Rows().Select(r => r["Amount"]));
        Assert.Equal(["Void", ""], page.Rows().Select(r => r["Status"]));
        Assert.Null(page.Document.QuerySelector("main form[method=post]"));
        Assert.Null(page.Document.QuerySelector("main a[href$='/edit']"));
    }

    [Fact]
    public async Task Post_ABillAsViewer_IsForbidden()
    {
        var customer = await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        // The token of any of the person's own forms is good for all of them: here the one that signs out.
        var page = await viewer.GetPageAsync($"/customers/{customer.Id}");
        var token = page.Element("[name=__RequestVerificationToken]").GetAttribute("value")!;
        using var content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("shown", customer.Id), new("customer", customer.Id), new("Bill.Amount", "5")]);
        using var answer = await viewer.Http.PostAsync(new Uri("/bills/new", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customer.Id)));
    }

    [Fact]
    public async Task Post_ABadAmount_ComesBackWithEverythingTyped()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var answer = await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{customer.Id}"), ("Bill.Amount", "1,234"), ("Bill.Description", "Two\nchairs"));
        Assert.Contains("two decimal places", answer.ErrorOf("Bill.Amount"), StringComparison.Ordinal);
        Assert.Equal(("1,234", "Two\nchairs"), (answer.ValueOf("Bill.Amount"), answer.ValueOf("Bill.Description")));
        Assert.Equal("Bill.Amount", answer.Focused);
        Assert.Equal(0, await site.ReadAsync(db => db.Bills.CountAsync(b => b.CustomerId == customer.Id)));
    }

    [Fact]
    public async Task Post_ABill_IsInTheTotalAtOnce()
    {
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        foreach (var amount in new[] { "0.10", "0,20" })
        {
            var answer = await staff.SubmitAsync(await staff.GetPageAsync($"/customers/{customer.Id}"), ("Bill.Amount", amount));
            Assert.Equal($"/customers/{customer.Id}", answer.Location);
        }

        Assert.Contains("2 bills, 0.30 EUR", (await staff.GetPageAsync($"/customers/{customer.Id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WhileTheMailIsBeingSent_SaysOneStateInAllPlaces()
    {
        var customer = await site.Data.CustomerAsync();
        using var viewer = await site.SignInAsync(Roles.Viewer);
        await viewer.GetPageAsync($"/customers/{customer.Id}");
        await using var connection = new NpgsqlConnection(site.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("lock table outbox_messages in access exclusive mode");

        // The page has read the customer, and waits for the mails.
        var asked = viewer.GetPageAsync($"/customers/{customer.Id}");
        await Eventually.TrueAsync(
            async () => await site.Database.ListAsync("select 'x' from pg_locks where relation = 'outbox_messages'::regclass and not granted limit 1") is [_], "the page to read the mails");
        await ExecuteAsync($"update outbox_messages set state = 'Sent', sent_at = now() where customer_id = '{customer.Id}'; update customers set mail_state = 'Sent' where id = '{customer.Id}'");
        await transaction.CommitAsync();
        Assert.Equal(["Sent", "Sent"], (await asked).TextsOf("main .badge").Where(text => text is "Queued" or "Sent"));

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }
}
