using System.Diagnostics;
using System.Net;
using ExhibitionCrm.Web.Security;

namespace ExhibitionCrm.Tests.Forms;

/// <summary>Forms that the database cannot save: what was typed stays, and saves once there is room again.</summary>
public sealed class OutageFilterTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Said = "Your changes couldn't be saved";

    // More than the answer of a full disk needs, less than the retries of a connection.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public static TheoryData<string, string, string> Forms => new()
    {
        { "/customers/new", "Input.Name", "Nora Newcomer" },
        { "/customers/{0}/edit", "Input.Name", "Edith Changed" },
        { "/bills/new?customer={0}", "Bill.Amount", "12.75" },
        { "/customers/{0}", "Bill.Amount", "13.25" },
        { "/bills/{1}/void", "Reason", "Typed for somebody else" },
        { "/staff/new", "UserName", "nora.newcomer" },
        { "/staff/{2}", "Input.Email", "changed.by.admin@example.org" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Post_WithAFullDisk_KeepsWhatWasTypedAndSavesItLater(string address, string field, string typed)
    {
        using var staff = await site.SignInAsync(Roles.Administrator);
        var customer = await site.Data.CustomerAsync(email: $"{Guid.NewGuid():N}@example.org");
        var bill = await site.Data.BillAsync(customer.Id);
        var colleague = await site.Data.UserAsync();
        var form = await staff.GetPageAsync(string.Format(null, address, customer.Id, bill.Id, colleague.UserName));
        (string, string?)[] values = address switch
        {
            "/customers/new" => [(field, typed), ("Input.Email", "nora@example.org"), ("Input.Phone", "030 123")],
            "/staff/new" => [(field, typed), ("Input.Email", "nora@example.org")],
            _ => [(field, typed)],
        };

        await FillDiskAsync();
        var clock = Stopwatch.StartNew();
        var refused = await staff.SubmitAsync(form, values);
        await EmptyDiskAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.True(clock.Elapsed < Soon, $"{clock.Elapsed}");
        Assert.Contains(Said, refused.TextOf("main [role=alert]"), StringComparison.Ordinal);
        Assert.Equal(typed, refused.ValueOf(field));
        Assert.Contains("could not extend file", site.Log.Errors[^1], StringComparison.Ordinal);
        var saved = await staff.SubmitAsync(refused);
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        var after = await staff.FollowAsync(saved);
        Assert.Contains(typed, after.Text + after.Document.QuerySelector($"[name='{field}']")?.GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WithAFullDisk_AsksAgain()
    {
        using var administrator = await site.SignInAsync(Roles.Administrator);
        var customer = await site.Data.CustomerAsync();
        var form = await administrator.GetPageAsync($"/customers/{customer.Id}/delete");
        await FillDiskAsync();
        var refused = await administrator.SubmitAsync(form);
        await EmptyDiskAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains(Said, refused.TextOf("main [role=alert]"), StringComparison.Ordinal);
        Assert.Equal("/customers", (await administrator.SubmitAsync(refused)).Location);
    }

    [Theory]
    [InlineData("/bills/{0}/void", "bills", "Reason", "a reason that took a while to type\nand a second line")]
    [InlineData("/bills/new?customer={1}", "customers", "Bill.Description", "<b>two</b> \"maps\"")]
    public async Task Post_WhenNotEvenThePageCanBeShown_KeepsWhatWasTypedInTheErrorPage(string address, string table, string field, string typed)
    {
        await using var site = await CrmSite.StartAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var bill = await site.Data.BillAsync();
        var form = await staff.GetPageAsync(string.Format(null, address, bill.Id, bill.CustomerId));

        await site.Database.ExecuteAsync($"""
            create function no_room() returns boolean language plpgsql as $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$;
            alter table {table} rename to hidden;
            create view {table} as select * from hidden where no_room();
            grant all on {table} to public;
            """);
        (string, string?)[] values = field == "Reason" ? [(field, typed)] : [(field, typed), ("Bill.Amount", "12.50")];
        var refused = await staff.SubmitAsync(form, values);
        await site.Database.ExecuteAsync($"drop function no_room cascade; alter table hidden rename to {table};");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("What you typed is kept", refused.Text, StringComparison.Ordinal);
        Assert.Equal(typed, refused.ValueOf(field));
        var saved = await staff.SubmitAsync(refused);
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Equal([typed], await site.Database.ListAsync(field == "Reason" ? "select void_reason from bills" : "select description from bills where amount = 12.50"));
    }

    [Fact]
    public async Task SignIn_WithoutTheDatabase_RepeatsNoPassword()
    {
        await using var site = await CrmSite.StartAsync();
        await site.Data.UserAsync(userName: "somebody");
        using var client = site.Anonymous();
        var form = await client.GetPageAsync("/account/sign-in");
        await site.Database.ExecuteAsync("""
            create function no_room() returns boolean language plpgsql as $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$;
            alter table users rename to hidden;
            create view users as select * from hidden where no_room();
            grant all on users to public;
            """);
        var refused = await client.SubmitAsync(form, ("UserName", "somebody"), ("Password", "a secret of mine"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal("somebody", refused.ValueOf("UserName"));
        Assert.DoesNotContain("a secret of mine", refused.Document.Source.Text, StringComparison.Ordinal);
    }

    private Task<int> FillDiskAsync() => site.Database.ExecuteAsync(
        """
        create function no_room() returns trigger language plpgsql as $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$;
        create trigger no_room before insert on audit_entries for each row execute function no_room();
        """);

    private Task<int> EmptyDiskAsync() => site.Database.ExecuteAsync("drop function no_room cascade");
}
