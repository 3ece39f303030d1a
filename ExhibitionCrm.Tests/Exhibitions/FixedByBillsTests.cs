using System.Net;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Exhibitions;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ExhibitionCrm.Tests.Exhibitions;

/// <summary>Amounts and days of bills keep their meaning: with the first bill, currency and time zone stay what they are.</summary>
public sealed class FixedByBillsTests : IAsyncLifetime
{
    private const string Address = "/exhibitions/1";

    private CrmSite _site = null!;

    public async Task InitializeAsync() => _site = await CrmSite.StartAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("even a void one stays")]
    public async Task Get_OnceThereIsABill_ShowsBothAsFixedAndSaysWhy(string? voidReason)
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        Assert.Empty((await administrator.GetPageAsync(Address)).Document.QuerySelectorAll("[readonly]"));
        await _site.Data.BillAsync(voidReason: voidReason);

        var form = await administrator.GetPageAsync(Address);
        Assert.Equal(["Input.TimeZone", "Input.Currency"], form.Document.QuerySelectorAll("main [readonly]").Select(e => e.GetAttribute("name")));
        Assert.Equal("Can't be changed because bills have been added.", form.TextOf("#Input_Currency-hint"));

        // All the rest can be.
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(form, ("Input.Name", "Expo"), ("Input.ImplausibleFrom", "7"))).Status);
        Assert.Equal(("Expo", 7m, "EUR"), await TermsAsync());
    }

    [Fact]
    public async Task Post_AnotherCurrencyAndZoneAfterABill_IsRefusedAtTheFieldsAndSavesNothing()
    {
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Address);
        await _site.Data.BillAsync();

        var answer = await administrator.SubmitAsync(form, ("Input.Name", "Expo"), ("Input.Currency", "USD"), ("Input.TimeZone", "Asia/Tokyo"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("The currency can't be changed any more", answer.ErrorOf("Input.Currency"), StringComparison.Ordinal);
        Assert.StartsWith("The time zone can't be changed any more", answer.ErrorOf("Input.TimeZone"), StringComparison.Ordinal);
        Assert.Equal(("EUR", "Europe/Berlin", "Expo"), (answer.ValueOf("Input.Currency"), answer.ValueOf("Input.TimeZone"), answer.ValueOf("Input.Name")));
        Assert.Equal((null, 10_000m, "EUR"), await TermsAsync());
        Assert.False(await _site.ReadAsync(db => db.AuditEntries.AnyAsync(e => e.Kind == EventKinds.Of<ExhibitionChanged>())));

        // What is wrong was put back, so that the rest is saved by another press of the button.
        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(answer)).Status);
        Assert.Equal(("Expo", 10_000m, "EUR"), await TermsAsync());
    }

    [Theory]
    [InlineData("currency = 'USD'")]
    [InlineData("time_zone = 'Asia/Tokyo'")]
    [InlineData("name = 'x', currency = 'USD'")]
    public async Task Update_BehindTheProgramsBack_IsRefusedByTheDatabase(string change)
    {
        await _site.Database.ExecuteAsync($"update exhibitions set {change}");
        await _site.Database.ExecuteAsync("update exhibitions set currency = 'EUR', time_zone = 'Europe/Berlin'");
        await _site.Data.BillAsync();
        await _site.Database.ExecuteAsync("update exhibitions set currency = 'EUR', time_zone = 'Europe/Berlin', name = 'Expo', implausible_from = 5");

        var error = await Assert.ThrowsAsync<PostgresException>(() => _site.Database.ExecuteAsync($"update exhibitions set {change}"));
        Assert.Equal((PostgresErrorCodes.CheckViolation, Exhibition.MeaningName), (error.SqlState, error.ConstraintName));
    }

    [Fact]
    public async Task Edit_WhileABillIsBeingAdded_WaitsForItAndIsRefused()
    {
        var customer = await _site.Data.CustomerAsync();
        await using var connection = new NpgsqlConnection(_site.Database.WebConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, $"""
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            values (gen_random_uuid(), '{customer.Id}', 5, '', '', now(), 'x')
            """);

        var editing = EditAsync("USD");
        await Eventually.TrueAsync(async () => await IsWaitingAsync(), "the edit to wait for the bill");
        Assert.False(editing.IsCompleted);
        await transaction.CommitAsync();

        Assert.Equal(new EditExhibitionOutcome.FixedByBills("Europe/Berlin", "EUR"), await editing);
        Assert.Equal((null, 10_000m, "EUR"), await TermsAsync());
    }

    [Fact]
    public async Task Bill_WhileTheCurrencyIsBeingChanged_WaitsForItAndIsNotSavedInTheOther()
    {
        var customer = await _site.Data.CustomerAsync();
        await using var connection = new NpgsqlConnection(_site.Database.WebConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "update exhibitions set currency = 'USD'");

        var adding = _site.WithServiceAsync((BillService service) =>
            service.AddAsync(new NewBill(Guid.NewGuid(), customer.Id, TestData.Euros(5m), "", null), new Actor("eva")));
        await Eventually.TrueAsync(async () => await IsWaitingAsync(), "the bill to wait for the edit");
        Assert.Equal(0, await _site.ReadAsync(db => db.Bills.CountAsync()));
        await transaction.CommitAsync();

        Assert.Equal(new AddBillOutcome.OtherCurrency(), await adding);
        Assert.Equal("USD", (await TermsAsync()).Currency);
        Assert.Equal((0, 0), await _site.ReadAsync(async db => (await db.Bills.CountAsync(), await db.AuditEntries.CountAsync(e => e.Kind == EventKinds.Of<BillAdded>()))));
    }

    [Fact]
    public async Task Edit_OfAnythingElse_WaitsForNoBill()
    {
        var customer = await _site.Data.CustomerAsync();
        await using var connection = new NpgsqlConnection(_site.Database.WebConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, $"""
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            values (gen_random_uuid(), '{customer.Id}', 5, '', '', now(), 'x')
            """);
        await _site.Data.ExhibitionAsync(text => text with { Name = "While it is added" });
        Assert.Equal("While it is added", (await TermsAsync()).Name);
    }

    // Of before, when any three letters were taken.
    [Fact]
    public async Task Post_WithACurrencyThatIsUnknown_StillSavesTheRest()
    {
        await _site.Database.ExecuteAsync("update exhibitions set currency = 'ABC'");
        await _site.Database.ExecuteAsync($"""
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            values (gen_random_uuid(), '{(await _site.Data.CustomerAsync()).Id}', 5.25, '', '', now(), 'x')
            """);
        await Eventually.TrueAsync(async () => (await CurrencyAsync()) == "ABC", "the site to know it");
        using var administrator = await _site.SignInAsync(Roles.Administrator);
        var form = await administrator.GetPageAsync(Address);

        Assert.Equal(HttpStatusCode.Redirect, (await administrator.SubmitAsync(form, ("Input.Name", "Expo"))).Status);

        Assert.Equal(("Expo", 10_000m, "ABC"), await TermsAsync());
        Assert.Contains("5.25 ABC", (await administrator.GetPageAsync("/bills")).Text, StringComparison.Ordinal);
    }

    private async Task<string> CurrencyAsync()
    {
        await _site.Services.GetRequiredService<ExhibitionCache>().RefreshAsync();
        return _site.Services.GetRequiredService<ExhibitionCache>().Get().Currency.Code;
    }

    private Task<EditExhibitionOutcome> EditAsync(string currency) => _site.WithServiceAsync<ExhibitionService, EditExhibitionOutcome>(async service =>
    {
        var id = await _site.Data.IdOfExhibitionAsync();
        var opened = (await service.OpenAsync(id))!;
        return await service.EditAsync(
            id, ExhibitionDetails.Of(opened.Details.ToText() with { Name = "Expo", Currency = currency }), opened.Version, new Actor("eva"));
    });

    private async Task<bool> IsWaitingAsync() =>
        (await _site.Database.ListAsync("select pid::text from pg_locks where not granted and relation = 'bills'::regclass")).Count > 0;

    private Task<(string? Name, decimal ImplausibleFrom, string Currency)> TermsAsync() => _site.ReadAsync(async db =>
    {
        var exhibition = await db.Exhibitions.AsNoTracking().SingleAsync();
        return (exhibition.Name, exhibition.ImplausibleFrom, exhibition.Currency);
    });

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
