using System.Diagnostics;
using System.Net;
using ExhibitionCrm.Web.Staff;

namespace ExhibitionCrm.Tests;

/// <summary>Forms that the database cannot save: what was typed stays, and saves once there is room again.</summary>
public sealed class NotSavedTests(CrmSite site) : IClassFixture<CrmSite>
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
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Post_WithAFullDisk_KeepsWhatWasTypedAndSavesItLater(string address, string field, string typed)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        var customer = await site.Data.CustomerAsync(email: $"{Guid.NewGuid():N}@example.org");
        var form = await staff.GetPageAsync(string.Format(null, address, customer.Id));
        (string, string?)[] values = address == "/customers/new" ? [(field, typed), ("Input.Email", "nora@example.org"), ("Input.Phone", "1")] : [(field, typed)];

        await site.Database.ExecuteAsync(
            """
            create function no_room() returns trigger language plpgsql as $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$;
            create trigger no_room before insert on audit_entries for each row execute function no_room();
            """);
        var clock = Stopwatch.StartNew();
        var refused = await staff.SubmitAsync(form, values);
        await site.Database.ExecuteAsync("drop function no_room cascade");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.True(clock.Elapsed < Soon, $"{clock.Elapsed}");
        Assert.Contains(Said, refused.TextOf("main [role=alert]"), StringComparison.Ordinal);
        Assert.Equal(typed, refused.ValueOf(field));
        Assert.Contains("could not extend file", site.Log.Errors[^1], StringComparison.Ordinal);
        var saved = await staff.SubmitAsync(refused);
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Contains(typed, (await staff.FollowAsync(saved)).Text, StringComparison.Ordinal);
    }
}
