using System.Net;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests.Exports;

/// <summary>What happens to an export that cannot come to its end.</summary>
public sealed class ExportFailureTests(CrmSite site) : IClassFixture<CrmSite>
{
    // The newest customer comes first, and .NET knows no day before the year 1: this one cannot be read, and is the last.
    private const string Unreadable = "update customers set created_at = '0044-03-15 BC' where id = ";

    [Theory]
    [InlineData("/customers/export.xlsx")]
    [InlineData("/customers/export.csv")]
    public async Task Failure_Midway_BreaksTheDownloadOff(string url)
    {
        await using var own = await CrmSite.StartAsync();
        await own.Database.ExecuteAsync(Seed.Customers(20_000));
        await own.Database.ExecuteAsync($"{Unreadable}(select min(id) from customers)");
        using var admin = await own.SignInAsync(Roles.Administrator);

        using var answer = await admin.Http.GetAsync(new Uri(url, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsByteArrayAsync());

        Assert.Contains(own.Log.Errors, e => e.StartsWith("The export of customers_export", StringComparison.Ordinal));
        Assert.DoesNotContain(own.Log.Errors, e => e.Contains("@example.org", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/customers/export.xlsx")]
    [InlineData("/customers/export.csv")]
    public async Task Failure_BeforeTheFirstByte_AnswersWithAnError(string url)
    {
        var customer = await site.Data.CustomerAsync();
        await site.Database.ExecuteAsync($"{Unreadable}'{customer.Id}'");
        using var admin = await site.SignInAsync(Roles.Administrator);
        using var answer = await admin.Http.GetAsync(new Uri($"{url}?ids={customer.Id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentDisposition);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Disconnect_EndsTheQuery()
    {
        var customer = await site.Data.CustomerAsync();
        using var admin = await site.SignInAsync(Roles.Administrator);
        await using var hold = await HoldBillsAsync();
        using var patience = new CancellationTokenSource();
        var download = admin.Http.GetAsync(new Uri($"/customers/export.xlsx?ids={customer.Id}", UriKind.Relative), patience.Token);
        await Eventually.TrueAsync(async () => await WaitingAsync() == 1, "the query for the bills");

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        await Eventually.TrueAsync(async () => await WaitingAsync() == 0, "the end of the query");
        Assert.DoesNotContain(site.Log.Errors, e => e.Contains("export of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exports_PastTheLimit_WaitForTheirTurn()
    {
        var customer = await site.Data.CustomerAsync();
        using var admin = await site.SignInAsync(Roles.Administrator);
        using var other = await site.SignInAsync(await site.Data.UserAsync(Roles.Administrator));
        var hold = await HoldBillsAsync();
        var downloads = Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? admin : other).Http.GetAsync(new Uri($"/customers/export.xlsx?ids={customer.Id}", UriKind.Relative))).ToList();
        await Eventually.TrueAsync(async () => await WaitingAsync() == 4, "the exports that run side by side");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(4, await WaitingAsync());

        await hold.DisposeAsync();

        Assert.All(await Task.WhenAll(downloads), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [ToolFact(Tools.Openpyxl)]
    public async Task Sheets_WithABillAddedBetweenThem_AgreeWithEachOther()
    {
        var customer = await site.Data.CustomerAsync();
        await site.Data.BillAsync(customer.Id, 10m);
        using var admin = await site.SignInAsync(Roles.Administrator);
        await using var hold = await HoldBillsAsync();
        var download = admin.Http.GetByteArrayAsync(new Uri($"/customers/export.xlsx?ids={customer.Id}", UriKind.Relative));
        await Eventually.TrueAsync(async () => await WaitingAsync() == 1, "the query for the second sheet");

        await using var add = new NpgsqlCommand(
            $"insert into bills (id, customer_id, amount, description, search_text, created_at, created_by) values (gen_random_uuid(), '{customer.Id}', 5, '', '', now(), 'other'); commit", hold);
        await add.ExecuteNonQueryAsync();

        var sheets = await ReadWorkbook.FromAsync(await download);
        Assert.Equal(("1", "10.0"), (sheets[0].Records.Single()["Number of Bills"].Value, sheets[0].Records.Single()["Total Amount"].Value));
        Assert.Equal("10.0", sheets[1].Records.Single()["Bill Amount"].Value);
        Assert.Equal(15m, await site.ReadAsync(db => db.Bills.Where(b => b.CustomerId == customer.Id).SumAsync(b => b.Amount)));
    }

    /// <summary>Nobody else reads the bills until it is disposed.</summary>
    private async Task<NpgsqlConnection> HoldBillsAsync()
    {
        var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(site.Database.ConnectionString) { Pooling = false }.ConnectionString);
        await other.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table bills in access exclusive mode", other);
        await command.ExecuteNonQueryAsync();
        return other;
    }

    private async Task<long> WaitingAsync()
    {
        await using var connection = new NpgsqlConnection(site.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
