using System.Globalization;
using System.Net;
using System.Text;
using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Customers;
using ExhibitionCrm.Web.Exports;
using ExhibitionCrm.Web.Outbox;
using ExhibitionCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Tests.Exports;

public sealed class CustomerExportTests(CrmSite site) : IClassFixture<CrmSite>
{
    private const string Xlsx = "/customers/export.xlsx";
    private const string Csv = "/customers/export.csv";
    private const string BillsCsv = "/customers/export-bills.csv";

    public static readonly TheoryData<string> Addresses = [Xlsx, Csv, BillsCsv];

    [Theory, MemberData(nameof(Addresses))]
    public async Task Get_ByStaff_IsForbidden(string url)
    {
        using var staff = await site.SignInAsync(Roles.Staff);
        using var answer = await staff.Http.GetAsync(new Uri(url, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory, MemberData(nameof(Addresses))]
    public async Task Get_ByStrangers_LeadsToSignIn(string url)
    {
        using var stranger = site.Anonymous();
        var page = await stranger.GetPageAsync(url);
        Assert.StartsWith("/account/sign-in", page.Location, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Addresses))]
    public async Task Post_WithoutTheFormsToken_IsRefused(string url)
    {
        using var admin = await site.SignInAsync(Roles.Administrator);
        using var form = new FormUrlEncodedContent([new("q", "nobody")]);
        using var answer = await admin.Http.PostAsync(new Uri(url, UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(Xlsx, "customers_export.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData(Csv, "customers_export.csv", "text/csv")]
    [InlineData(BillsCsv, "bills_export.csv", "text/csv")]
    public async Task Get_IsADownloadThatNobodyKeeps(string url, string file, string type)
    {
        using var answer = await AnswerAsync($"{url}?q=nobody-at-all");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("attachment", file), (answer.Content.Headers.ContentDisposition?.DispositionType, answer.Content.Headers.ContentDisposition?.FileName?.Trim('"')));
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [ToolFact(Tools.Openpyxl)]
    public async Task Workbook_HasItsColumnsAndLooks()
    {
        var customer = await site.Data.CustomerAsync();
        var sheets = await WorkbookAsync($"{Xlsx}?ids={customer.Id}");

        Assert.Equal(["Customers Summary", "Detailed Bills"], sheets.Select(s => s.Name));
        Assert.Equal(
            ["Customer ID", "Name", "Email", "Phone", "Number of Bills", "Total Amount", "Email Sent", "Created At", "Updated At", "Company", "Job Title", "Note"],
            sheets[0].Headers);
        Assert.Equal(
            ["Customer ID", "Customer Name", "Customer Email", "Bill Amount", "Bill Description", "Bill Date", "Created By", "Bill Number"],
            sheets[1].Headers);
        Assert.All(sheets.SelectMany(s => s.Rows[0]), header =>
            Assert.Equal((true, "FFFFFFFF", "FF366092"), (header.Bold, header.Color, header.Fill)));
        Assert.All(sheets.SelectMany(s => s.Rows[1]), cell => Assert.Equal((false, null), (cell.Bold, cell.Fill)));
        Assert.All(sheets, s => Assert.Equal("A2", s.Frozen));
        Assert.All(sheets.SelectMany(s => s.Widths), width => Assert.InRange(width, 10, 60));
        Assert.Equal(["A1:L2", "A1:H2"], sheets.Select(s => s.Filter));
    }

    [ToolFact(Tools.Openpyxl)]
    public async Task Workbook_TellsOfACustomerAndTheirBills()
    {
        var at = new DateTimeOffset(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);
        var customer = await site.Data.CustomerAsync(
            name: "Zoë Ångström", email: "zoe@example.org", phone: "+49 030 0123", mailState: OutboxState.Sent, createdAt: at,
            company: "=Ångström AB", jobTitle: "0049", note: "-1\nline");
        var chairs = await site.Data.BillAsync(customer.Id, 1234.5m, "Two chairs,\nred", "carla", at.AddMinutes(1));
        var cheap = await site.Data.BillAsync(customer.Id, 0.01m, "", "dora", at.AddMinutes(2));
        await site.Data.BillAsync(customer.Id, 99m, voidReason: "wrong customer");

        var sheets = await WorkbookAsync($"{Xlsx}?ids={customer.Id}");

        const string money = "#,##0.00 \"EUR\"";
        var summary = sheets[0].Records.Single();
        Assert.Equal(
            [customer.Id, "Zoë Ångström", "zoe@example.org", "+49 030 0123", "2", "1234.51", "Yes", "2026-07-02T00:30:00", "2026-07-02T00:30:00", "=Ångström AB", "0049", "-1\nline"],
            summary.Values.Select(c => c.Value));
        Assert.Equal("sssnnsddsss".Insert(3, "s"), string.Concat(summary.Values.Select(c => c.Kind)));
        Assert.Equal(money, summary["Total Amount"].Format);
        Assert.Equal(
            [
                [customer.Id, "Zoë Ångström", "zoe@example.org", "1234.5", "Two chairs,\nred", "2026-07-02T00:31:00", "carla", $"{chairs.Number}"],
                [customer.Id, "Zoë Ångström", "zoe@example.org", "0.01", null, "2026-07-02T00:32:00", "dora", $"{cheap.Number}"],
            ],
            sheets[1].Records.Select(r => r.Values.Select(c => c.Value).ToArray()));
        Assert.All(sheets[1].Records, r => Assert.Equal(("n", money, "d", "n"), (r["Bill Amount"].Kind, r["Bill Amount"].Format, r["Bill Date"].Kind, r["Bill Number"].Kind)));
    }

    [ToolFact(Tools.Openpyxl)]
    public async Task Workbook_OfCustomersWithoutBills_SaysSo()
    {
        var without = await site.Data.CustomerAsync();
        var voided = await site.Data.CustomerAsync();
        await site.Data.BillAsync(voided.Id, voidReason: "typed twice");

        // The newest on top, whoever was edited since.
        await site.Database.ExecuteAsync($"update customers set updated_at = now() + interval '1 hour' where id = '{without.Id}'");

        var sheets = await WorkbookAsync($"{Xlsx}?ids={without.Id}&ids={voided.Id}");

        Assert.Equal([voided.Id, without.Id], sheets[0].Records.Select(r => r["Customer ID"].Value));
        Assert.Equal([voided.Id, without.Id], sheets[1].Records.Select(r => r["Customer ID"].Value));
        Assert.All(sheets[1].Records, r => Assert.Equal((null, "No bills", null, null), (r["Bill Amount"].Value, r["Bill Description"].Value, r["Bill Date"].Value, r["Bill Number"].Value)));
        Assert.All(sheets[0].Records, r => Assert.Equal(("0", "0.0", "No"), (r["Number of Bills"].Value, r["Total Amount"].Value, r["Email Sent"].Value)));
    }

    [ToolFact(Tools.Openpyxl)]
    public async Task Workbook_OfAll_AddsUpToWhatTheDatabaseSays()
    {
        await site.Data.CustomersAsync(20);
        var some = await site.Data.CustomersAsync(10);
        foreach (var (customer, i) in some.Select((c, i) => (c, i)))
        {
            await site.Data.BillAsync(customer.Id, 0.1m + i);
            await site.Data.BillAsync(customer.Id, 0.2m + i, voidReason: i % 3 == 0 ? "no" : null);
        }

        var (count, sum) = await site.ReadAsync(async db => (
            await db.Customers.CountAsync(), await db.Bills.Where(b => b.VoidedAt == null).SumAsync(b => b.Amount)));
        var sheets = await WorkbookAsync(Xlsx);

        Assert.Equal(count, sheets[0].Records.Count);
        Assert.Equal(sum, Sum(sheets[0], "Total Amount"));
        Assert.Equal(sum, Sum(sheets[1], "Bill Amount"));
    }

    [ToolFact(Tools.Openpyxl)]
    public async Task Workbook_SurvivesWhateverIsInTheDatabase()
    {
        var customer = await site.Data.CustomerAsync(name: "=1+1", phone: "0049301234");
        await site.Data.BillAsync(customer.Id, description: "@SUM(A1)");
        await site.Database.ExecuteAsync("alter table customers drop constraint ck_customers_email");
        await site.Database.ExecuteAsync(
            $"update customers set email = E'a\\x01\\x0B\\x1F<&>\\uFFFE\\uFFFF😀_x0041_' where id = '{customer.Id}'");

        var sheets = await WorkbookAsync($"{Xlsx}?ids={customer.Id}");

        var summary = sheets[0].Records.Single();
        Assert.Equal(("s", "=1+1"), (summary["Name"].Kind, summary["Name"].Value));
        Assert.Equal(("s", "0049301234"), (summary["Phone"].Kind, summary["Phone"].Value));
        Assert.Equal("a\uFFFD\uFFFD\uFFFD<&>\uFFFD\uFFFD😀_x005F_x0041_", summary["Email"].Value);
        Assert.Equal(("s", "@SUM(A1)"), (sheets[1].Records.Single()["Bill Description"].Kind, sheets[1].Records.Single()["Bill Description"].Value));
    }

    [ToolFact(Tools.Openpyxl)]
    public async Task Workbook_WhenNobodyMatches_HasItsHeaders()
    {
        var sheets = await WorkbookAsync($"{Xlsx}?q=nobody-at-all");
        Assert.All(sheets, s => Assert.Empty(s.Records));
        Assert.Equal([12, 8], sheets.Select(s => s.Headers.Count()));
    }

    [Fact]
    public async Task Post_OfTickedRows_ExportsThose()
    {
        var customers = await site.Data.CustomersAsync(5);
        var ids = await PostedAsync([("ids", customers[1].Id), ("ids", customers[3].Id), ("q", "")]);
        Assert.Equal([customers[3].Id, customers[1].Id], ids);
    }

    [Fact]
    public async Task Post_OfMoreTickedRowsThanAFormUsuallyHas_ExportsThose()
    {
        var customers = await site.Data.CustomersAsync(1200);
        var ids = await PostedAsync(customers.Select(c => ("ids", c.Id)));
        Assert.Equal(customers.Select(c => c.Id).Reverse(), ids);
    }

    [Fact]
    public async Task Post_OfAllThatMatch_ExportsMoreThanTheTickedRows()
    {
        var (name, customers) = await NamesakesAsync(4);
        var ids = await PostedAsync([("ids", customers[0].Id), ("all", "true"), ("q", name)]);
        Assert.Equal(customers.Select(c => c.Id).Reverse(), ids);
    }

    [Fact]
    public async Task Post_WithNothingTicked_ExportsAllThatMatch()
    {
        var (name, customers) = await NamesakesAsync(4);
        Assert.Equal(customers.Select(c => c.Id).Reverse(), await PostedAsync([("q", name)]));
    }

    [Fact]
    public async Task Post_OfRowsThatCannotBeRead_ExportsNobody() => Assert.Empty(await PostedAsync([("ids", "?")]));

    [Theory]
    [InlineData("mail=sent", 0)]
    [InlineData("mail=failed", 1)]
    [InlineData("created=range&from=2026-07-02&to=2026-07-02", 2)]
    [InlineData("from=2026-08-01", 0)]
    public async Task Get_WithTheListsFilter_ExportsThoseThatMatch(string filter, int expected)
    {
        var name = $"Filter{Guid.NewGuid():N}";
        var customers = new[]
        {
            await site.Data.CustomerAsync(name: name, mailState: OutboxState.Sent, createdAt: Instant("2026-08-15T12:00Z")),
            await site.Data.CustomerAsync(name: name, mailState: OutboxState.Failed, createdAt: Instant("2026-07-01T21:59Z")),
            await site.Data.CustomerAsync(name: name, createdAt: Instant("2026-07-01T22:00Z")),
        };
        var rows = await CsvAsync($"{Csv}?q={name}&{filter}");
        Assert.Equal([customers[expected].Id], rows.Skip(1).Select(r => CsvText.Plain(r[0])));
    }

    [Fact]
    public async Task Get_WithCharactersThatNoDatabaseKeeps_FindsNobody() =>
        Assert.Single(await CsvAsync($"{Csv}?q=nobody%00at%01all%ED%A0%80"));

    [Fact]
    public async Task Csv_HasTheColumnsOfTheSheets_AndNoFormulas()
    {
        var at = new DateTimeOffset(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);
        var customer = await site.Data.CustomerAsync(id: "CSVRWAAB", name: "=1+1, \"quoted\"", email: "x@example.org", phone: "+49301234", createdAt: at,
            company: "@SUM(A1)", jobTitle: "Buyer", note: "=1\nand, \"more\"");
        var other = await site.Data.CustomerAsync(name: "@other", phone: "-1", createdAt: at.AddDays(-1));
        var bill = await site.Data.BillAsync(customer.Id, 1234.5m, "\tlines\nand tabs", "carla", at);

        var summary = await CsvAsync($"{Csv}?ids={customer.Id}&ids={other.Id}");
        Assert.Equal("Customer ID,Name,Email,Phone,Number of Bills,Total Amount,Email Sent,Created At,Updated At,Company,Job Title,Note", string.Join(',', summary[0]));
        Assert.Equal(
            [customer.Id, "'=1+1, \"quoted\"", "x@example.org", "'+49301234", "1", "1234.50", "No", "2026-07-02T00:30:00+02:00", "2026-07-02T00:30:00+02:00",
                "'@SUM(A1)", "Buyer", "'=1\nand, \"more\""],
            summary[1]);
        Assert.Equal(["", "", ""], summary[2][9..]);
        Assert.Equal(["'@other", "'-1"], new[] { summary[2][1], summary[2][3] });

        var bills = await CsvAsync($"{BillsCsv}?ids={customer.Id}&ids={other.Id}");
        Assert.Equal("Customer ID,Customer Name,Customer Email,Bill Amount,Bill Description,Bill Date,Created By,Bill Number", string.Join(',', bills[0]));
        Assert.Equal(
            [customer.Id, "'=1+1, \"quoted\"", "x@example.org", "1234.50", "'\tlines\nand tabs", "2026-07-02T00:30:00+02:00", "carla", $"{bill.Number}"], bills[1]);
        Assert.Equal(["", "No bills", "", "", ""], bills[2].Skip(3));
    }

    [Theory]
    [InlineData("00491234", "12345678")]
    [InlineData("0049 30 1234", "00345678")]
    [InlineData("+49 (0)30 / 12-34", "1E100000")]
    [InlineData("030/1234", "12E00034")]
    [InlineData("01.02.2026", "1MAY2026")]
    [InlineData("12345", "SEPT2026")]
    [InlineData("٠٣٠١٢٣", "98765432")]
    public async Task Csv_WhatASpreadsheetWouldReadAsANumberOrADate_StaysText(string phone, string id)
    {
        await using var own = await CrmSite.StartAsync();
        var customer = await own.Data.CustomerAsync(id: id, phone: phone, name: "May 5", email: "a@example.org");
        await own.Data.BillAsync(customer.Id, 0.5m, "10-12", "somebody");
        using var admin = await own.SignInAsync(Roles.Administrator);
        var summary = CsvText.Records(await admin.Http.GetStringAsync(new Uri(Csv, UriKind.Relative)));
        Assert.Equal([$"'{id}", "'May 5", "a@example.org", $"'{phone}", "1", "0.50", "No"], summary[1][..7]);
        var bills = CsvText.Records(await admin.Http.GetStringAsync(new Uri(BillsCsv, UriKind.Relative)));
        Assert.Equal([$"'{id}", "'May 5", "a@example.org", "0.50", "'10-12"], bills[1][..5]);
    }

    [Theory]
    [InlineData("QX7R0TAB", "Ann 5", "030 1234, ext. 7")]
    [InlineData("0E1E2E3E", "Mr. E", "ext. 12345")]
    [InlineData("MAYDAY88", "3rd of the house", "12345 or 67890")]
    public async Task Csv_WhatEverySpreadsheetReadsAsText_StaysAsItIs(string id, string name, string phone)
    {
        await using var own = await CrmSite.StartAsync();
        await own.Data.CustomerAsync(id: id, name: name, phone: phone);
        using var admin = await own.SignInAsync(Roles.Administrator);
        var summary = CsvText.Records(await admin.Http.GetStringAsync(new Uri(Csv, UriKind.Relative)));
        Assert.Equal([id, name, phone], new[] { summary[1][0], summary[1][1], summary[1][3] });
    }

    [Fact]
    public async Task Csv_BeginsWithTheMarkOfUtf8()
    {
        using var answer = await AnswerAsync($"{Csv}?q=nobody-at-all");
        Assert.Equal(Encoding.UTF8.GetPreamble(), (await answer.Content.ReadAsByteArrayAsync())[..3]);
    }

    [Fact]
    public async Task Export_IsOnRecord()
    {
        var (name, _) = await NamesakesAsync(3);
        using (await AnswerAsync($"{Xlsx}?q={name}&mail=queued&created=today"))
        {
            var entry = await site.ReadAsync(db => db.AuditEntries.Where(e => e.Kind == EventKinds.Of<ExportMade>()).OrderBy(e => e.Id).LastAsync());
            Assert.Equal("administrator", entry.Actor.TrimEnd("0123456789".ToCharArray()));
            Assert.Equal(
                new ExportMade("customers_export.xlsx", 3, new ChosenCustomers(Search: name.ToLowerInvariant(), Mail: OutboxState.Queued, Created: "today")),
                entry.Event);
        }
    }

    private async Task<(string Name, IReadOnlyList<Customer> Customers)> NamesakesAsync(int count)
    {
        var name = $"Namesake{Guid.NewGuid():N}";
        return (name, await site.Data.CustomersAsync(count, i => ContactDetails.OfStored($"{name} {i}", $"{i}@example.org", "1")));
    }

    private async Task<HttpResponseMessage> AnswerAsync(string url)
    {
        using var admin = await site.SignInAsync(Roles.Administrator);
        try
        {
            return await admin.Http.GetAsync(new Uri(url, UriKind.Relative));
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException(string.Join('\n', site.Log.Errors), e);
        }
    }

    private async Task<IReadOnlyList<ReadSheet>> WorkbookAsync(string url)
    {
        using var answer = await AnswerAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadWorkbook.FromAsync(await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<IReadOnlyList<string[]>> CsvAsync(string url)
    {
        using var answer = await AnswerAsync(url);
        return await RecordsAsync(answer);
    }

    /// <summary>The IDs that the list's form brings, sent with its token as its buttons do.</summary>
    private async Task<IEnumerable<string>> PostedAsync(IEnumerable<(string Name, string Value)> fields)
    {
        await site.Data.CustomerAsync();
        using var admin = await site.SignInAsync(Roles.Administrator);
        var token = (await admin.GetPageAsync("/customers")).ValueOf("__RequestVerificationToken");
        using var form = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        using var answer = await admin.Http.PostAsync(new Uri(Csv, UriKind.Relative), form);
        return (await RecordsAsync(answer)).Skip(1).Select(r => CsvText.Plain(r[0]));
    }

    private static async Task<IReadOnlyList<string[]>> RecordsAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return CsvText.Records(await answer.Content.ReadAsStringAsync());
    }

    private static decimal Sum(ReadSheet sheet, string column) =>
        sheet.Records.Select(r => r[column]).Where(c => c.Value is not null).Sum(c => decimal.Parse(c.Value!, CultureInfo.InvariantCulture));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
