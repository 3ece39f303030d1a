using System.Net;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Primitives;

namespace ExhibitionCrm.Tests.Forms;

/// <summary>Forms whose session ended while somebody typed.</summary>
public sealed class UnsentFormTests(StaffSite site) : IClassFixture<StaffSite>
{
    private const string Typed = "Nora \"Newcomer\" <b>";

    [Theory]
    [InlineData("/customers/new", "Input.Name", "ended")]
    [InlineData("/customers/new", "Input.Name", "signed out")]
    [InlineData("/customers/new", "Input.Name", "cookies gone")]
    [InlineData("/customers/{0}/edit", "Input.Name", "ended")]
    [InlineData("/customers/{0}", "Bill.Description", "ended")]
    [InlineData("/bills/new?customer={0}", "Bill.Description", "ended")]
    [InlineData("/bills/{1}/void", "Reason", "ended")]
    [InlineData("/staff/new", "UserName", "ended")]
    [InlineData("/staff/{2}", "Input.Email", "ended")]
    public async Task Post_AfterTheSessionEnded_IsBackAfterTheSignInAndSavesNothingByItself(string address, string field, string how)
    {
        var user = await site.Data.UserAsync(Roles.Administrator);
        var customer = await site.Data.CustomerAsync();
        var bill = await site.Data.BillAsync(customer.Id);
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync(string.Format(null, address, customer.Id, bill.Id, (await site.Data.UserAsync()).UserName));
        await EndAsync(how, client, user);

        using var again = site.CopyOf(client);
        using var fresh = site.Anonymous();
        var browser = how == "cookies gone" ? fresh : again;
        var before = await CountAsync();
        var answer = await browser.SubmitAsync(form, (field, Typed));
        var signIn = await browser.FollowAsync(answer);
        var signedIn = await browser.SubmitAsync(signIn, ("UserName", user.UserName), ("Password", TestData.Password));
        var page = await browser.FollowAsync(signedIn);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(Typed, page.ValueOf(field));
        Assert.Contains("hasn't been saved yet", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main [aria-invalid=true]"));
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Form_ThatIsBack_SavesOnce()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync("/customers/new");
        await EndAsync("ended", client, user);
        var name = $"Nora {Guid.NewGuid():N}";
        var page = await SignInAgainAsync(client, user, await client.SubmitAsync(form, ("Input.Name", name), ("Input.Email", "nora@example.org"), ("Input.Phone", "030 12345")));

        Assert.Equal(HttpStatusCode.Redirect, (await client.SubmitAsync(page)).Status);
        await client.SubmitAsync(page);

        Assert.Equal(1, await site.ReadAsync(db => db.Customers.CountAsync(c => c.Name == name)));
    }

    [Fact]
    public async Task Form_OfOnePerson_IsNotShownToAnother()
    {
        var (user, other) = (await site.Data.UserAsync(), await site.Data.UserAsync());
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync("/customers/new");
        await EndAsync("ended", client, user);

        var page = await SignInAgainAsync(client, other, await client.SubmitAsync(form, ("Input.Name", Typed)));

        Assert.Equal((HttpStatusCode.OK, ""), (page.Status, page.ValueOf("Input.Name")));
    }

    /// <summary>What a page's script sends again stays in the browser: led to the sign-in page, it would look sent.</summary>
    [Fact]
    public async Task Form_SentByAScript_IsRefusedAndNotKept()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync("/customers/new");
        await EndAsync("ended", client, user);
        client.Http.DefaultRequestHeaders.Add("X-Requested-With", "XMLHttpRequest");

        var answer = await client.SubmitAsync(form, ("Input.Name", Typed), ("Input.Email", "nora@example.org"), ("Input.Phone", "030 12345"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(["0"], await site.Database.ListAsync($"select count(*)::text from kept_texts where user_id = '{user.Id}'"));
    }

    [Theory]
    [InlineData(200_000, true)]
    [InlineData(10, false)]
    public async Task Post_TooLongOrWithAForgedOwner_IsNotKept(int length, bool isOwned)
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync("/customers/new");
        await EndAsync("ended", client, user);

        var owner = form.Element($"main [name={FormOwner.FieldName}]").GetAttribute("value");
        var answer = await client.SubmitAsync(form, ("Input.Name", new string('a', length)), (FormOwner.FieldName, isOwned ? owner : "forged"));

        Assert.Equal("/account/sign-in?returnUrl=%2Fcustomers%2Fnew", answer.Location);
        Assert.Equal(["0"], await site.Database.ListAsync($"select count(*)::text from kept_texts where user_id = '{user.Id}'"));
    }

    [Fact]
    public async Task Forms_OfOnePerson_DoNotFillTheDatabase()
    {
        var user = await site.Data.UserAsync();
        using var client = await site.SignInAsync(user);
        var form = await client.GetPageAsync("/customers/new");
        await EndAsync("ended", client, user);
        var gone = await site.Data.UserAsync();
        await site.Database.ExecuteAsync(
            $"insert into kept_texts (id, user_id, content, created_at) values (gen_random_uuid(), '{gone.Id}', 'x', now() - interval '25 hours')");
        for (var i = 0; i < 25; i++)
        {
            await client.SubmitAsync(form, ("Input.Name", Typed));
        }

        Assert.Equal(["20"], await site.Database.ListAsync($"select count(*)::text from kept_texts where user_id = '{user.Id}'"));
        Assert.Equal(["0"], await site.Database.ListAsync($"select count(*)::text from kept_texts where user_id = '{gone.Id}'"));
        Assert.DoesNotContain("Nora", string.Concat(await site.Database.ListAsync("select content from kept_texts")), StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_WithSecrets_AreNotKept()
    {
        var form = new FormCollection(new Dictionary<string, StringValues>
        {
            ["Input.Email"] = "a@example.org",
            ["CurrentPassword"] = "x",
            ["New.Password"] = "x",
            ["New.Repeat"] = "x",
            ["Code"] = "x",
            ["__RequestVerificationToken"] = "x",
            [FormOwner.FieldName] = "x",
        });

        Assert.Equal([KeyValuePair.Create("Input.Email", "a@example.org")], KeptForm.WithoutSecrets("/", form).Fields);
    }

    private async Task EndAsync(string how, CrmClient client, StaffUser user)
    {
        if (how == "signed out")
        {
            var page = await client.GetPageAsync("/account/profile");
            await client.SubmitAsync(page, page.Form("form[action='/account/sign-out']"));
        }
        else
        {
            await site.Database.ExecuteAsync($"update staff_sessions set ended_at = now() where user_id = '{user.Id}'");
        }
    }

    private static async Task<CrmPage> SignInAgainAsync(CrmClient client, StaffUser user, CrmPage answer) => await client.FollowAsync(
        await client.SubmitAsync(await client.FollowAsync(answer), ("UserName", user.UserName), ("Password", TestData.Password)));

    private Task<int> CountAsync() => site.ReadAsync(async db =>
        await db.Customers.CountAsync() + await db.Bills.CountAsync(b => b.VoidedAt != null) + await db.Bills.CountAsync() + await db.Users.CountAsync(u => u.Email != Typed));
}
