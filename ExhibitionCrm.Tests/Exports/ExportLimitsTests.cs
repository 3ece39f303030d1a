using System.Net;
using ExhibitionCrm.Web.Exports;
using ExhibitionCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ExhibitionCrm.Tests.Exports;

/// <summary>Whoever downloads slowly, or much at once, keeps nobody else from it.</summary>
public sealed class ExportLimitsTests
{
    // More than sockets and pipes take up while nobody reads.
    private const string Large = "/customers/export-bills.csv";
    private static readonly string ManyBills = Seed.Customers(20_000, billsEach: 2, descriptionLength: 900);

    [Fact]
    public async Task Downloads_ThatNobodyReads_AreEndedAndGiveTheirPlacesBack()
    {
        await using var site = await CrmSite.StartAsync();
        await site.Database.ExecuteAsync(ManyBills);
        site.Services.GetRequiredService<ExportLimits>().LongestWait = TimeSpan.FromSeconds(3);
        using var admin = await site.SignInAsync(Roles.Administrator);
        using var other = await site.SignInAsync(await site.Data.UserAsync(Roles.Administrator));

        using var first = await StartAsync(admin, Large);
        using var second = await StartAsync(admin, Large);
        var third = admin.Http.GetAsync(new Uri("/customers/export.csv?q=00000001", UriKind.Relative));
        using (var meanwhile = await other.Http.GetAsync(new Uri("/customers/export.csv?q=00000001", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, meanwhile.StatusCode);
            Assert.False(third.IsCompleted);
        }

        using (var answer = await third.WaitAsync(TimeSpan.FromSeconds(30)))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => first.Content.ReadAsByteArrayAsync());
        await Eventually.TrueAsync(async () => await SnapshotsAsync(site) == 0, "the end of their queries");
    }

    [Fact]
    public async Task Download_ThatIsReadSlowly_GoesOnAsLongAsAnExportMayTake()
    {
        await using var site = await CrmSite.StartAsync();
        await site.Database.ExecuteAsync(ManyBills);
        site.Services.GetRequiredService<ExportLimits>().Longest = TimeSpan.FromSeconds(3);
        using var admin = await site.SignInAsync(Roles.Administrator);

        using var download = await StartAsync(admin, Large);
        var body = await download.Content.ReadAsStreamAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (var buffer = new byte[4096]; await body.ReadAsync(buffer) > 0;)
            {
                await Task.Delay(5);
            }
        });

        await Eventually.TrueAsync(async () => await SnapshotsAsync(site) == 0, "the end of the query");
    }

    [Fact]
    public async Task Request_WhereNoPlaceIsLeft_IsToldSoAndWhoMayNotExportNeedsNone()
    {
        await using var site = await CrmSite.StartAsync();
        await site.Database.ExecuteAsync(ManyBills);
        var limits = site.Services.GetRequiredService<ExportLimits>();
        (limits.OfOnePerson, limits.WaitingOfOnePerson, limits.SideBySide, limits.Waiting) = (1, 0, 1, 0);
        using var admin = await site.SignInAsync(Roles.Administrator);
        using var staff = await site.SignInAsync(Roles.Staff);
        using var stranger = site.Anonymous();

        using var download = await StartAsync(admin, Large);
        var refused = await admin.GetPageAsync("/customers/export.xlsx");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("Other exports are still running", refused.TextOf("h1"));
        Assert.Equal(HttpStatusCode.Forbidden, (await staff.GetPageAsync("/customers/export.xlsx")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.GetPageAsync("/customers/export.xlsx")).Status);
    }

    private static Task<HttpResponseMessage> StartAsync(CrmClient browser, string url) =>
        browser.Http.GetAsync(new Uri(url, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

    private static async Task<long> SnapshotsAsync(CrmSite site)
    {
        await using var connection = new NpgsqlConnection(site.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
