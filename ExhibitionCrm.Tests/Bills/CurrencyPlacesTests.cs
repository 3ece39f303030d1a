using System.Globalization;
using System.Net;
using ExhibitionCrm.Tests.Exports;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Bills;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ExhibitionCrm.Tests.Bills;

/// <summary>Amounts have the decimal places of the exhibition's currency from the form to the export.</summary>
public sealed class CurrencyPlacesTests
{
    private const string Box = "input[name='Bill.Confirmed']";

    [Theory]
    [InlineData("JPY", "1,234", "1,234", "1234", "2,000", "3,234")]
    [InlineData("JPY", "٢٬٥٠٠", "2,500", "2500", "1", "2,501")]
    [InlineData("EUR", "1.234,5", "1,234.50", "1234.50", "0.01", "1,234.51")]
    [InlineData("KWD", "1234,567", "1,234.567", "1234.567", "0.4", "1,234.967")]
    [InlineData("KWD", "12,5", "12.500", "12.500", "1", "13.500")]
    public async Task Post_AnAmount_IsShownAndExportedWithThePlacesOfTheCurrency(
        string currency, string typed, string shown, string kept, string another, string sum)
    {
        await using var site = await CrmSite.StartAsync(("CURRENCY", currency));
        var customer = await site.Data.CustomerAsync();
        using var person = await site.SignInAsync(await site.Data.UserAsync(Roles.Administrator, userName: "eva"));
        var form = await person.GetPageAsync($"/bills/new?customer={customer.Id}");
        var read = form.Element("#amount-read");
        Assert.Equal((currency, $"{Currency.Of(currency).Places}"), (read.GetAttribute("data-currency"), read.GetAttribute("data-places")));
        Assert.Equal(currency == "JPY" ? "numeric" : "decimal", form.Element("[name='Bill.Amount']").GetAttribute("inputmode"));

        var added = await person.FollowAsync(await SubmitAsync(person, form, ("Bill.Amount", typed)));
        Assert.Contains($"added: {shown} {currency} for", added.TextOf(".alert-success"), StringComparison.Ordinal);
        await SubmitAsync(person, await person.GetPageAsync($"/customers/{customer.Id}"), ("Bill.Amount", another));

        // The database has as many places, and so has the entry of the activity.
        var bill = await site.ReadAsync(db => db.Bills.OrderBy(b => b.Number).FirstAsync());
        Assert.Equal([kept], await site.Database.ListAsync("select amount::text from bills order by number limit 1"));
        Assert.Equal([kept], await site.Database.ListAsync("select data ->> 'amount' from audit_entries where kind = 'bill.added' order by id limit 1"));

        var bills = await person.GetPageAsync("/bills?sort=created");
        Assert.Equal(shown, bills.Rows()[0][$"Amount, {currency}"]);
        Assert.Equal(($"{sum} {currency}", sum), (bills.TextOf(".page-head strong"), bills.TextOf("tfoot strong")));
        Assert.Equal(sum, (await person.GetPageAsync("/customers")).Rows().Single()[$"Total, {currency}"]);
        Assert.Contains($"2 bills, {sum} {currency}", (await person.GetPageAsync($"/customers/{customer.Id}")).Text, StringComparison.Ordinal);
        var home = await person.GetPageAsync("/");
        Assert.Contains($"{sum} {currency}", home.TextsOf("main .row-cards .h1"));
        var said = $"eva added bill {bill.Number} of {shown} {currency} for";
        Assert.All(
            new[] { home, await person.GetPageAsync($"/bills/{bill.Id}"), await person.GetPageAsync("/activity") },
            page => Assert.Contains(said, page.Text, StringComparison.Ordinal));

        Assert.Equal(kept, (await CsvAsync(person, "/customers/export-bills.csv"))[1][3]);
        Assert.Equal(sum.Replace(",", "", StringComparison.Ordinal), (await CsvAsync(person, "/customers/export.csv"))[1][5]);
    }

    [ToolTheory(Tools.Openpyxl)]
    [InlineData("JPY", "1234", "#,##0 \"JPY\"")]
    [InlineData("KWD", "1234.567", "#,##0.000 \"KWD\"")]
    public async Task Workbook_HasTheFormatOfTheCurrency(string currency, string amount, string format)
    {
        await using var site = await CrmSite.StartAsync(("CURRENCY", currency));
        await site.Data.BillAsync(amount: decimal.Parse(amount, CultureInfo.InvariantCulture));
        using var person = await site.SignInAsync(Roles.Administrator);

        var sheets = await ReadWorkbook.FromAsync(await person.Http.GetByteArrayAsync(new Uri("/customers/export.xlsx", UriKind.Relative)));

        Assert.All(
            new[] { sheets[0].Records.Single()["Total Amount"], sheets[1].Records.Single()["Bill Amount"] },
            cell => Assert.Equal(("n", amount, format), (cell.Kind, cell.Value, cell.Format)));
    }

    [Theory]
    [InlineData("JPY", "JPY has no decimal places. Enter a whole amount, such as 1234.", "12.5", "12,50", "12.00", "0.5", "1234.567", "١٫٢٣٤")]
    [InlineData("JPY", "The amount must be at most 99,999,999.", "100000000", "100,000,000")]
    [InlineData("JPY", "Enter the amount in digits, such as 1234.", "1,234,56", "x")]
    [InlineData("EUR", "Use at most two decimal places, such as 1234.50.", "12.345", "1,234", "0.001")]
    [InlineData("EUR", "The amount must be at most 99,999,999.99.", "100000000")]
    [InlineData("KWD", "Use at most three decimal places, such as 1234.500.", "12.3456", "1,2345")]
    [InlineData("KWD", "The amount must be at most 99,999,999.990.", "99999999.991", "100000000")]
    [InlineData("KWD", "Enter the amount in digits, such as 1234.500.", "1,234.567.890")]
    public async Task Post_WhatTheCurrencyDoesNotHave_IsRefusedWithAMessageThatSaysSo(string currency, string message, params string[] amounts)
    {
        await using var site = await CrmSite.StartAsync(("CURRENCY", currency));
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        foreach (var typed in amounts)
        {
            var answer = await SubmitAsync(staff, await staff.GetPageAsync($"/bills/new?customer={customer.Id}"), ("Bill.Amount", typed));
            Assert.Equal((typed, message), (answer.ValueOf("Bill.Amount"), answer.ErrorOf("Bill.Amount")));
        }

        Assert.False(await site.ReadAsync(db => db.Bills.AnyAsync()));
    }

    // With three places a separator before three digits may mean either.
    [Theory]
    [InlineData("/bills/new?customer={0}", "1.250", "Is 1.250 KWD correct? For 1,250.000 KWD, enter 1250.")]
    [InlineData("/customers/{0}", "999,999", "Is 999.999 KWD correct? For 999,999.000 KWD, enter 999999.")]
    public async Task Post_ASeparatorThatMayMeanEither_AsksBeforeItSaves(string address, string typed, string question)
    {
        await using var site = await CrmSite.StartAsync(("CURRENCY", "KWD"), ("IMPLAUSIBLE_AMOUNT", "2000000"));
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var asked = await SubmitAsync(staff, await staff.GetPageAsync(string.Format(null, address, customer.Id)), ("Bill.Amount", typed));
        Assert.Equal((typed, question), (asked.ValueOf("Bill.Amount"), asked.ErrorOf("Bill.Amount")));

        // Enter once more is no answer.
        asked = await SubmitAsync(staff, asked);
        Assert.Equal(question, asked.ErrorOf("Bill.Amount"));
        Assert.False(await site.ReadAsync(db => db.Bills.AnyAsync()));

        var box = asked.Element(Box).GetAttribute("value")!;
        var smaller = decimal.Parse(box, CultureInfo.InvariantCulture);
        Assert.Contains($"Yes, {box} KWD is correct", asked.Text, StringComparison.Ordinal);
        var saved = await SubmitAsync(staff, asked, ("Bill.Confirmed", box));
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Equal(smaller, (await site.ReadAsync(db => db.Bills.SingleAsync())).Amount);

        // As the question says.
        var digits = question.Split(' ')[^1].TrimEnd('.');
        saved = await SubmitAsync(staff, await staff.GetPageAsync($"/bills/new?customer={customer.Id}"), ("Bill.Amount", digits));
        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Equal(smaller * 1000, await site.ReadAsync(db => db.Bills.MaxAsync(b => b.Amount)));
    }

    [Theory]
    [InlineData("12.50", "12.500")]

    // What the one before would have refused.
    [InlineData("0.125", "0.125")]
    public async Task Post_AFormOfBeforeTheCurrencyWasChanged_ComesBackForALook(string typed, string kept)
    {
        await using var site = await CrmSite.StartAsync();
        var customer = await site.Data.CustomerAsync();
        using var staff = await site.SignInAsync(Roles.Staff);
        var form = await staff.GetPageAsync($"/bills/new?customer={customer.Id}");
        await site.Data.ExhibitionAsync(text => text with { Currency = "KWD" });

        var answer = await SubmitAsync(staff, form, ("Bill.Amount", typed));

        Assert.Equal("The exhibition's currency has changed. Check the amount, then save again.", answer.ErrorOf("Bill.Amount"));
        Assert.Equal((typed, "KWD"), (answer.ValueOf("Bill.Amount"), answer.ValueOf("Bill.Currency")));
        Assert.False(await site.ReadAsync(db => db.Bills.AnyAsync()));
        Assert.Equal(HttpStatusCode.Redirect, (await SubmitAsync(staff, answer)).Status);
        Assert.Equal([kept], await site.Database.ListAsync("select amount::text from bills"));
    }

    // Another process changed it within the last seconds.
    [Theory]
    [InlineData("JPY")]
    [InlineData("USD")]
    [InlineData("KWD")]
    public async Task Add_WhileThisProcessHasTheSettingsOfBefore_SavesNothingInTheOtherCurrency(string other)
    {
        await using var site = await CrmSite.StartAsync();
        var customer = await site.Data.CustomerAsync();
        var bill = new NewBill(Guid.NewGuid(), customer.Id, TestData.Euros(12.5m), "", null);
        await site.WithServiceAsync((Money money) => Task.FromResult(money.Currency));
        await site.Database.ExecuteAsync($"update exhibitions set currency = '{other}'");

        Assert.Equal(new AddBillOutcome.OtherCurrency(), await site.WithServiceAsync((BillService service) => service.AddAsync(bill, new Actor("eva"))));

        Assert.False(await site.ReadAsync(db => db.Bills.AnyAsync()));
        Assert.False(await site.ReadAsync(db => db.AuditEntries.AnyAsync(e => e.Kind == EventKinds.Of<BillAdded>())));
    }

    [Theory]
    [InlineData("JPY", "12", "12")]
    [InlineData("JPY", "12.00", "12")]
    [InlineData("JPY", "12.5", null)]
    [InlineData("EUR", "12", "12.00")]
    [InlineData("EUR", "12.340000", "12.34")]
    [InlineData("EUR", "12.345", null)]
    [InlineData("KWD", "12.5", "12.500")]
    [InlineData("KWD", "12.3456", null)]
    public async Task Insert_BehindTheProgramsBack_HasThePlacesOfTheCurrencyOrIsRefused(string currency, string amount, string? kept)
    {
        await using var site = await CrmSite.StartAsync(("CURRENCY", currency));
        var customer = await site.Data.CustomerAsync();
        var sql = $"""
            insert into bills (id, customer_id, amount, description, search_text, created_at, created_by)
            values (gen_random_uuid(), '{customer.Id}', {amount}, '', '', now(), 'x')
            """;
        if (kept is null)
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => site.Database.ExecuteAsync(sql));
            Assert.Equal((PostgresErrorCodes.CheckViolation, Bill.CurrencyTriggerName), (error.SqlState, error.ConstraintName));
            Assert.Empty(await site.Database.ListAsync("select amount::text from bills"));
        }
        else
        {
            await site.Database.ExecuteAsync(sql);
            Assert.Equal([kept], await site.Database.ListAsync("select amount::text from bills join customers c on c.id = customer_id where bill_total = amount"));
        }
    }

    [Fact]
    public async Task Database_KnowsThePlacesOfEveryCurrency()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var codes = Currency.All.Select(c => c.Code).Append("ABC").Order(StringComparer.Ordinal).ToList();
        var places = await database.ListAsync($"select code || ' ' || currency_places(code) from unnest('{{{string.Join(',', codes)}}}'::text[]) code order by code collate \"C\"");
        Assert.Equal(codes.Select(code => $"{code} {Currency.Of(code).Places}"), places);
    }

    private static Task<CrmPage> SubmitAsync(CrmClient client, CrmPage page, params (string Name, string? Value)[] values) =>
        client.SubmitAsync(page, page.Form("form:has([name='Bill.Amount'])"), values);

    private static async Task<IReadOnlyList<string[]>> CsvAsync(CrmClient client, string url) =>
        CsvText.Records(await client.Http.GetStringAsync(new Uri(url, UriKind.Relative)));
}
